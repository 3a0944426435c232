from django.apps import AppConfig


class MailChannelConfig(AppConfig):
    name = "mooring.channels.mail"
