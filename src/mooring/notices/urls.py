from django.conf import settings

from mooring.core.routes import Who, route
from mooring.notices import mailbox_views, views

urlpatterns = [
    route("o/<slug:slug>/settings/messages/", views.outbox, name="outbox", who=Who.ADMIN),
    route("o/<slug:slug>/settings/messages/again", views.outbox_again, name="outbox_again", who=Who.ADMIN),
    route("l/quiet/<str:token>", views.quiet, name="quiet_link", who=Who.LINK),
]

if settings.MAILBOX:
    urlpatterns += [
        route("mailbox/", mailbox_views.index, name="mailbox", who=Who.MAILBOX),
        route("mailbox/<str:name>", mailbox_views.message, name="mailbox_message", who=Who.MAILBOX),
        route("mailbox/<str:name>/page", mailbox_views.frame, name="mailbox_frame", who=Who.MAILBOX),
        route("mailbox/<str:name>/mail.eml", mailbox_views.source, name="mailbox_source", who=Who.MAILBOX),
        route("mailbox/<str:name>/invitation.ics", mailbox_views.calendar, name="mailbox_calendar", who=Who.MAILBOX),
    ]
