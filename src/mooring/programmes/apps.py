from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProgrammesConfig(AppConfig):
    name = "mooring.programmes"

    def ready(self) -> None:
        """What our meetings are for registers itself with meetings, our items with Today, our steps with
        suggestions, and what a worker does when it starts with the worker."""
        autodiscover_modules("purposes", "today", "steps", "warming")
