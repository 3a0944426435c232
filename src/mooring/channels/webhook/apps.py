from django.apps import AppConfig


class WebhookChannelConfig(AppConfig):
    name = "mooring.channels.webhook"
