from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "mooring.people"

    def ready(self) -> None:
        """Apps above bring fields of their own into imports, and hours beside names."""
        autodiscover_modules("import_fields", "people_days")
