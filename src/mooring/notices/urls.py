from mooring.core.routes import Who, route
from mooring.notices import views

urlpatterns = [
    route("l/quiet/<str:token>", views.quiet, name="notices-quiet", who=Who.LINK),
]
