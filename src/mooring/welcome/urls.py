from __future__ import annotations

from mooring.core.routes import Who, route
from mooring.welcome.views import join, setup, setup_steps, steps

urlpatterns = [
    route("setup/<str:token>/", setup.choose, name="setup", who=Who.SETUP),
    route("setup/<str:token>/organisation", setup.organisation, name="setup_organisation", who=Who.SETUP),
    route("setup/<str:token>/alone", setup.alone, name="setup_alone", who=Who.SETUP),
    route("o/<slug:slug>/setup/mail", setup_steps.mail, name="setup_mail", who=Who.ADMIN),
    route("o/<slug:slug>/setup/video", setup_steps.video, name="setup_video", who=Who.ADMIN),
    route("o/<slug:slug>/setup/contacts", setup_steps.contacts, name="setup_contacts", who=Who.ADMIN),
    route("o/<slug:slug>/setup/way-back", setup_steps.way_back, name="setup_way_back", who=Who.ADMIN),
    route("o/<slug:slug>/settings/mail", setup_steps.mail_server, name="mail_server", who=Who.ADMIN),
    route("join/<str:token>", join.join, name="join", who=Who.LINK),
    route("join/<str:token>/code", join.join_code, name="join_code", who=Who.LINK),
    route("o/<slug:slug>/welcome/", steps.welcome, name="welcome", who=Who.MEMBER),
    route("o/<slug:slug>/welcome/<int:number>", steps.step, name="welcome_step", who=Who.MEMBER),
    route("o/<slug:slug>/welcome/yours", steps.stays_yours, name="stays_yours", who=Who.MEMBER),
]
