from mooring.boundaries import views
from mooring.core.routes import Who, route

urlpatterns = [
    route("you/hours", views.hours, name="hours", who=Who.ACCOUNT),
    route("you/hours/week", views.week, name="hours-week", who=Who.ACCOUNT),
    route("you/hours/record", views.record, name="hours-record", who=Who.ACCOUNT),
    route("you/hours/zone", views.zone, name="hours-zone", who=Who.ACCOUNT),
    route("you/hours/leave", views.add_leave, name="hours-leave", who=Who.ACCOUNT),
    route("you/hours/leave/<str:public_id>/remove", views.remove_leave, name="hours-leave-remove", who=Who.ACCOUNT),
]
