from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CalendarsConfig(AppConfig):
    name = "mooring.calendars"

    def ready(self) -> None:
        """What features know of what people hold registers itself for their feeds."""
        autodiscover_modules("feeds")
