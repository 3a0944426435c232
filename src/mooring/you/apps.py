from django.apps import AppConfig


class YouConfig(AppConfig):
    name = "mooring.you"
