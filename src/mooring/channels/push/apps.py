from django.apps import AppConfig


class PushChannelConfig(AppConfig):
    name = "mooring.channels.push"
