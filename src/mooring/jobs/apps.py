from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "mooring.jobs"

    def ready(self) -> None:
        """Every app's tasks register themselves under their names."""
        autodiscover_modules("tasks")
