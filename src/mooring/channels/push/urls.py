from mooring.channels.push import views
from mooring.core.routes import Who, route

urlpatterns = [
    route("you/reach/devices", views.index, name="push_devices", who=Who.ACCOUNT),
    route("you/reach/devices/add", views.add, name="push_add", who=Who.ACCOUNT),
    route("you/reach/devices/<str:public_id>/remove", views.remove, name="push_remove", who=Who.ACCOUNT),
    route("push-worker.js", views.worker, name="push_worker", who=Who.PUBLIC),
]
