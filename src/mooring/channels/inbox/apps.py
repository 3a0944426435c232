from django.apps import AppConfig


class InboxChannelConfig(AppConfig):
    name = "mooring.channels.inbox"
