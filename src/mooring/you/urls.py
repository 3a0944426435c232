from __future__ import annotations

from mooring.core.routes import Who, route
from mooring.you.views import account, leaving, opening

urlpatterns = [
    route("you/", account.you, name="you", who=Who.ACCOUNT),
    route("you/name", account.name, name="you_name", who=Who.ACCOUNT),
    route("you/looks", account.looks, name="you_looks", who=Who.ACCOUNT),
    route("you/mails", account.mails, name="you_mails", who=Who.ACCOUNT),
    route("you/sessions", account.sessions, name="you_sessions", who=Who.ACCOUNT),
    route("you/open", opening.open_private, name="you_open", who=Who.ACCOUNT),
    route("you/seen", account.seen, name="you_seen", who=Who.ACCOUNT),
    route("you/looked", account.looked, name="you_looked", who=Who.ACCOUNT),
    route("you/export", leaving.export, name="you_export", who=Who.PRIVATE),
    route("you/export/<str:public_id>", leaving.export_file, name="you_export_file", who=Who.PRIVATE),
    route("you/leave/<str:public_id>", leaving.leave, name="you_leave", who=Who.ACCOUNT),
    route("you/erase", leaving.erase, name="you_erase", who=Who.ACCOUNT),
    route("you/stay", account.stay, name="you_stay", who=Who.ACCOUNT),
    route("o/<slug:slug>/record", account.admins, name="record", who=Who.MEMBER),
]
