from mooring.core.routes import Who, route
from mooring.meetings import reply_views, video_views, views

_HERE = "o/<slug:slug>/meetings/<str:public_id>"

urlpatterns = [
    route(_HERE, views.meeting, name="meeting", who=Who.MEMBER),
    route(f"{_HERE}/choose", views.choose, name="meeting_choose", who=Who.MEMBER),
    route(f"{_HERE}/cannot", views.cannot, name="meeting_cannot", who=Who.MEMBER),
    route(f"{_HERE}/others", views.others, name="meeting_others", who=Who.MEMBER),
    route(f"{_HERE}/cancel", views.cancel, name="meeting_cancel", who=Who.MEMBER),
    route(f"{_HERE}/met", views.met, name="meeting_met", who=Who.MEMBER),
    route(f"{_HERE}/said", views.said, name="meeting_said", who=Who.MEMBER),
    route(f"{_HERE}/proposal", views.proposal, name="meeting_proposal", who=Who.MEMBER),
    route(f"{_HERE}/come", views.come, name="meeting_come", who=Who.MEMBER),
    route(f"{_HERE}/letters", views.letters, name="meeting_letters", who=Who.MEMBER),
    route(f"{_HERE}/meeting.ics", views.file, name="meeting_file", who=Who.MEMBER),
    route("replies", reply_views.replies, name="replies_posted", who=Who.PROGRAM),
    route("guides/", views.guides_page, name="guides", who=Who.PUBLIC),
    route("l/time/<str:token>", views.pick_by_link, name="meeting_pick_link", who=Who.LINK),
    route("l/cannot/<str:token>", views.cannot_by_link, name="meeting_cannot_link", who=Who.LINK),
    route("l/proposal/<str:token>", views.proposal_by_link, name="meeting_proposal_link", who=Who.LINK),
    route("l/video/<str:token>", video_views.video_by_link, name="meeting_video", who=Who.LINK),
    route("l/come/<str:token>", views.come_by_link, name="meeting_come_link", who=Who.LINK),
    route("l/letters/<str:token>", views.letters_by_link, name="meeting_letters_link", who=Who.LINK),
    route("l/met/<str:token>", views.met_by_link, name="meeting_met_link", who=Who.LINK),
]
