from mooring.boundaries import views
from mooring.core.routes import Who, route

urlpatterns = [
    route("you/hours", views.hours, name="hours", who=Who.ACCOUNT),
    route("you/hours/week", views.week, name="hours_week", who=Who.ACCOUNT),
    route("you/hours/record", views.record, name="hours_record", who=Who.ACCOUNT),
    route("you/hours/other", views.other_week, name="hours_other", who=Who.ACCOUNT),
    route("you/hours/alike", views.weeks_alike, name="hours_alike", who=Who.ACCOUNT),
    route("you/hours/travel", views.add_travel, name="hours_travel", who=Who.ACCOUNT),
    route("you/hours/travel/<str:public_id>/remove", views.remove_travel, name="hours_travel_remove", who=Who.ACCOUNT),
    route("you/hours/holidays", views.holidays, name="hours_holidays", who=Who.ACCOUNT),
    route("you/hours/holidays/yearly", views.yearly, name="hours_yearly", who=Who.ACCOUNT),
    route("you/hours/holidays/here", views.holiday_here, name="hours_holiday_here", who=Who.ACCOUNT),
    route("you/hours/cap", views.cap, name="hours_cap", who=Who.ACCOUNT),
    route("you/hours/full", views.full, name="hours_full", who=Who.ACCOUNT),
    route("you/hours/room", views.room, name="hours_room", who=Who.ACCOUNT),
    route("you/hours/meets", views.meets, name="hours_meets", who=Who.ACCOUNT),
    route("you/hours/times/<str:public_id>/remove", views.remove_times, name="hours_times_remove", who=Who.ACCOUNT),
    route("you/hours/times/<str:kind>/add", views.add_times, name="hours_times", who=Who.ACCOUNT),
    route("you/hours/zone", views.zone, name="hours_zone", who=Who.ACCOUNT),
    route("you/hours/leave", views.add_leave, name="hours_leave", who=Who.ACCOUNT),
    route("you/hours/leave/<str:public_id>/remove", views.remove_leave, name="hours_leave_remove", who=Who.ACCOUNT),
    route("you/hours/leave/<str:public_id>/here", views.leave_here, name="hours_leave_here", who=Who.ACCOUNT),
    route("you/hours/leave/<str:public_id>/away", views.leave_away, name="hours_leave_away", who=Who.ACCOUNT),
]
