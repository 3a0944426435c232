from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "mooring.notices"

    def ready(self) -> None:
        """Every app's kinds, and every channel, register themselves under their names."""
        autodiscover_modules("kinds", "channel")
