from django.conf import settings

from mooring.core.routes import Who, route
from mooring.notices import inbox_views, mailbox_views, reach_views, views

urlpatterns = [
    route("o/<slug:slug>/settings/messages/", views.outbox, name="outbox", who=Who.ADMIN),
    route("o/<slug:slug>/settings/messages/again", views.outbox_again, name="outbox_again", who=Who.ADMIN),
    route("you/reach", reach_views.reach, name="reach", who=Who.ACCOUNT),
    route("inbox/", inbox_views.index, name="inbox", who=Who.ACCOUNT),
    route("inbox/read", inbox_views.read_all, name="inbox_read_all", who=Who.ACCOUNT),
    route("inbox/<str:public_id>", inbox_views.message, name="inbox_message", who=Who.ACCOUNT),
    route("inbox/<str:public_id>/read", inbox_views.read, name="inbox_read", who=Who.ACCOUNT),
    route("inbox/<str:public_id>/switch", inbox_views.switch, name="inbox_switch", who=Who.ACCOUNT),
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
