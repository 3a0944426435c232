from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "mooring.notices"
