from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class BoundariesConfig(AppConfig):
    name = "mooring.boundaries"

    def ready(self) -> None:
        """What features know of people's weeks registers itself with the ledger."""
        autodiscover_modules("carried")
