from django.apps import AppConfig


class WelcomeConfig(AppConfig):
    name = "mooring.welcome"

    def ready(self) -> None:
        """Today shows what a new installation still misses."""
        from mooring.suggestions import today
        from mooring.welcome.today import first_steps

        today.register("welcome", first_steps)
