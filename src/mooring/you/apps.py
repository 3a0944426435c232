from django.apps import AppConfig


class YouConfig(AppConfig):
    name = "mooring.you"

    def ready(self) -> None:
        """What other packages keep about a person is declared as our own is."""
        from mooring.you.outside import declare_outside

        declare_outside()
