"""Addresses of people and of the organisation's settings."""

from django.urls import URLPattern, URLResolver

from mooring.core.routes import Who, route
from mooring.people.views import imports

_IMPORT = "o/<slug:slug>/settings/people-in/"

urlpatterns: list[URLPattern | URLResolver] = [
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
