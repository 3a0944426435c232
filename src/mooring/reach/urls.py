from mooring.core.routes import Who, route
from mooring.reach import views

urlpatterns = [
    route("you/reach-me", views.mine, name="reach_me", who=Who.ACCOUNT),
    route("you/reach-me/new-link", views.new_link, name="reach_me_new_link", who=Who.ACCOUNT),
    route("you/reach-me/<str:audience>", views.card, name="reach_me_edit", who=Who.ACCOUNT),
    route("l/reach/<str:token>", views.behind_link, name="reach_card", who=Who.LINK),
    route("o/<slug:slug>/teams/<str:public_id>/agreement", views.agreement, name="agreement", who=Who.MEMBER),
    route("o/<slug:slug>/teams/<str:public_id>/agreement/words", views.word, name="agreement_word", who=Who.MEMBER),
    route("o/<slug:slug>/teams/<str:public_id>/agreement/accept", views.accept, name="agreement_accept", who=Who.MEMBER),
]
