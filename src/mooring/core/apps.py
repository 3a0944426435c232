from django.apps import AppConfig
from django.forms import ChoiceField, Field, FileField
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "mooring.core"

    def ready(self) -> None:
        """What an answer left out is called, on every form there is, other packages' too: as a person would say it."""
        Field.default_error_messages["required"] = _("Please fill this in.")
        ChoiceField.default_error_messages["required"] = _("Please choose one.")
        FileField.default_error_messages["required"] = _("Please choose a file.")
