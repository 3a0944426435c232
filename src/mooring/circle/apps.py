from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CircleConfig(AppConfig):
    name = "mooring.circle"

    def ready(self) -> None:
        """What the circle tells lower apps: its part of Today, of a colleague's page, of what is sent."""
        autodiscover_modules("declared", "person_page", "today", "kinds", "steps")
