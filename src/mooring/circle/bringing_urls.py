"""Addresses for bringing people into a circle, for making one of two, and for taking a circle away."""

from __future__ import annotations

from mooring.circle.views import duplicates, exports, imports
from mooring.core.routes import Who, route

_IMPORT = "circle/imports/<str:public_id>"
_PAIR = "circle/duplicates/<str:public_id>/<str:other>/"

urlpatterns = [
    route("circle/imports/", imports.circle_imports, name="circle_imports", who=Who.PRIVATE),
    route(_IMPORT, imports.circle_import, name="circle_import", who=Who.PRIVATE),
    route(_IMPORT + "/columns", imports.circle_import_columns, name="circle_import_columns", who=Who.PRIVATE),
    route(_IMPORT + "/choices", imports.circle_import_choices, name="circle_import_choices", who=Who.PRIVATE),
    route(_IMPORT + "/confirm", imports.circle_import_confirm, name="circle_import_confirm", who=Who.PRIVATE),
    route(_IMPORT + "/stop", imports.circle_import_stop, name="circle_import_stop", who=Who.PRIVATE),
    route(_IMPORT + "/go-on", imports.circle_import_go_on, name="circle_import_go_on", who=Who.PRIVATE),
    route(_IMPORT + "/undo", imports.circle_import_undo, name="circle_import_undo", who=Who.PRIVATE),
    route(_IMPORT + "/discard", imports.circle_import_discard, name="circle_import_discard", who=Who.PRIVATE),
    route("circle/duplicates/", duplicates.circle_duplicates, name="circle_duplicates", who=Who.PRIVATE),
    route(_PAIR + "merge", duplicates.circle_merge, name="circle_merge", who=Who.PRIVATE),
    route(_PAIR + "apart", duplicates.circle_keep_apart, name="circle_keep_apart", who=Who.PRIVATE),
    route("circle/merges/<str:public_id>/unmerge", duplicates.circle_unmerge, name="circle_unmerge", who=Who.PRIVATE),
    route("circle/export/", exports.circle_export, name="circle_export", who=Who.PRIVATE),
    route("circle/export/<str:kind>", exports.circle_export_file, name="circle_export_file", who=Who.PRIVATE),
]
