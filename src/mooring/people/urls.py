"""Addresses of people and of the organisation's settings."""

from django.urls import URLPattern, URLResolver

from mooring.core.routes import Who, route
from mooring.people.views import directory, imports, members, settings

_PEOPLE = "o/<slug:slug>/people/"
_SETTINGS = "o/<slug:slug>/settings/"
_IMPORT = "o/<slug:slug>/settings/people-in/"

urlpatterns: list[URLPattern | URLResolver] = [
    route(_PEOPLE, directory.people, name="people", who=Who.MEMBER),
    route(_PEOPLE + "<str:public_id>/", directory.person, name="person", who=Who.MEMBER),
    route(_PEOPLE + "me/edit", directory.profile, name="profile", who=Who.MEMBER),
    route(_PEOPLE + "me/places", directory.place_suggest, name="place_suggest", who=Who.MEMBER),
    route(_PEOPLE + "me/words", directory.topic_suggest, name="topic_suggest", who=Who.MEMBER),
    route(_SETTINGS, settings.settings, name="settings", who=Who.ADMIN),
    route(_SETTINGS + "organisation/", settings.organisation, name="organisation", who=Who.ADMIN),
    route(_SETTINGS + "contacts/", settings.contacts, name="contacts", who=Who.ADMIN),
    route(_SETTINGS + "contacts/<str:public_id>/remove", settings.contact_remove, name="contact_remove", who=Who.ADMIN),
    route(_SETTINGS + "places/", settings.places, name="places", who=Who.ADMIN),
    route(_SETTINGS + "teams/<str:public_id>/", settings.team, name="team", who=Who.ADMIN),
    route(_SETTINGS + "sites/<str:public_id>/", settings.site, name="site", who=Who.ADMIN),
    route(_SETTINGS + "members/", members.members, name="members", who=Who.ADMIN),
    route(_SETTINGS + "members/new", members.member_new, name="member_new", who=Who.ADMIN),
    route(_SETTINGS + "members/<str:public_id>/", members.member_edit, name="member", who=Who.ADMIN),
    route(_SETTINGS + "members/<str:public_id>/roles", members.member_roles, name="member_roles", who=Who.ADMIN),
    route(_SETTINGS + "members/<str:public_id>/left", members.member_left, name="member_left", who=Who.ADMIN),
    route(_SETTINGS + "members/<str:public_id>/back", members.member_back, name="member_back", who=Who.ADMIN),
    route(_SETTINGS + "invitations/", members.invitations, name="invitations", who=Who.ADMIN),
    route(_IMPORT, imports.import_list, name="imports", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/", imports.import_page, name="import", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/columns", imports.import_columns, name="import_columns", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/shape", imports.import_shape, name="import_shape", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/read", imports.import_read, name="import_read", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/confirm", imports.import_confirm, name="import_confirm", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/leavers", imports.import_leavers, name="import_leavers", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/undo", imports.import_undo, name="import_undo", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/discard", imports.import_discard, name="import_discard", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/go-on", imports.import_go_on, name="import_go_on", who=Who.ADMIN),
    route(_IMPORT + "<str:public_id>/not-taken.csv", imports.import_not_taken, name="import_not_taken", who=Who.ADMIN),
]
