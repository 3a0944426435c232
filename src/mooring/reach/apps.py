from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ReachConfig(AppConfig):
    name = "mooring.reach"

    def ready(self) -> None:
        """Our part of a person's page registers itself with people, our items with Today."""
        autodiscover_modules("person_page", "today")
