from mooring.calendars import views
from mooring.core.routes import Who, route

urlpatterns = [
    route("you/calendars", views.calendars, name="calendars", who=Who.ACCOUNT),
    route("you/calendars/add/<str:kind>", views.add, name="calendars_add", who=Who.ACCOUNT),
    route("you/calendars/feed", views.open_feed, name="calendar_feed_open", who=Who.ACCOUNT),
    route("you/calendars/feed/close", views.close_feed, name="calendar_feed_close", who=Who.ACCOUNT),
    route("you/calendars/<str:public_id>/read", views.read, name="calendars_read", who=Who.ACCOUNT),
    route("you/calendars/<str:public_id>/remove", views.remove, name="calendars_remove", who=Who.ACCOUNT),
    route("l/calendar/<str:token>/mooring.ics", views.feed, name="calendar_feed", who=Who.LINK),
]
