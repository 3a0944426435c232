from mooring.core.routes import Who, route
from mooring.programmes.views import answers, introductions, links, organise, policy, programmes, rounds, swaps, wishes

_O = "o/<slug:slug>"
_PROGRAMME = f"{_O}/programmes/<str:programme_id>"
_ORGANISE = f"{_PROGRAMME}/organise"
_INTRODUCTION = f"{_O}/introductions/<str:match_id>"
_ROUND = f"{_O}/programmes/rounds/<str:round_id>"

urlpatterns = [
    # What every member sees
    route(f"{_O}/programmes/", programmes.programmes, name="programmes", who=Who.MEMBER),
    route(f"{_O}/programmes/never/", wishes.never, name="never", who=Who.MEMBER),
    route(f"{_O}/programmes/never/<str:member_id>/add", wishes.never_add, name="never_add", who=Who.MEMBER),
    route(f"{_O}/programmes/never/<str:member_id>/remove", wishes.never_remove, name="never_remove", who=Who.MEMBER),
    route(f"{_O}/programmes/new/", organise.programme_new, name="programme_new", who=Who.ORGANISER),
    route(f"{_PROGRAMME}/", programmes.programme, name="programme", who=Who.MEMBER),
    route(f"{_PROGRAMME}/join", programmes.join, name="programme_join", who=Who.MEMBER),
    route(f"{_PROGRAMME}/snooze", programmes.snooze, name="programme_snooze", who=Who.MEMBER),
    route(f"{_PROGRAMME}/pause", programmes.pause, name="programme_pause", who=Who.MEMBER),
    route(f"{_PROGRAMME}/resume", programmes.resume, name="programme_resume", who=Who.MEMBER),
    route(f"{_PROGRAMME}/leave", programmes.leave, name="programme_leave", who=Who.MEMBER),
    route(f"{_PROGRAMME}/capacity", programmes.capacity, name="programme_capacity", who=Who.MEMBER),
    route(f"{_PROGRAMME}/again/", wishes.again, name="again", who=Who.MEMBER),
    route(f"{_PROGRAMME}/again/<str:member_id>/add", wishes.again_add, name="again_add", who=Who.MEMBER),
    route(f"{_PROGRAMME}/again/<str:member_id>/remove", wishes.again_remove, name="again_remove", who=Who.MEMBER),
    route(f"{_PROGRAMME}/wished/", wishes.wished, name="wished", who=Who.MEMBER),
    route(f"{_PROGRAMME}/wished/<str:member_id>/add", wishes.wished_add, name="wished_add", who=Who.MEMBER),
    route(f"{_PROGRAMME}/wished/<str:member_id>/remove", wishes.wished_remove, name="wished_remove", who=Who.MEMBER),
    route(f"{_PROGRAMME}/answers/", answers.answers, name="programme_answers", who=Who.MEMBER),
    route(f"{_O}/introductions/", introductions.introductions, name="introductions", who=Who.MEMBER),
    route(f"{_O}/introductions/ended/", introductions.introduction_ended, name="introduction_ended", who=Who.MEMBER),
    route(f"{_O}/introductions/rounds/<str:round_id>/answer", programmes.answer_round, name="round_answer", who=Who.MEMBER),
    route(f"{_O}/introductions/offers/<str:repair_id>/answer", introductions.repair_answer, name="repair_answer", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/", introductions.introduction, name="introduction", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/<int:number>/time", introductions.introduction_time, name="introduction_time", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/<int:number>/others", introductions.introduction_others, name="introduction_others", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/<int:number>/cannot", introductions.introduction_cannot, name="introduction_cannot", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/<int:number>/met", introductions.introduction_met, name="introduction_met", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/again", introductions.introduction_again, name="introduction_again", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/enough", introductions.introduction_enough, name="introduction_enough", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/another", introductions.introduction_another, name="introduction_another", who=Who.MEMBER),
    route(f"{_INTRODUCTION}/not-comfortable/", introductions.not_comfortable, name="not_comfortable", who=Who.MEMBER),
    # What organisers do
    route(f"{_ORGANISE}/", organise.organise, name="organise", who=Who.ORGANISER),
    route(f"{_ORGANISE}/edit/", organise.programme_edit, name="programme_edit", who=Who.ORGANISER),
    route(f"{_ORGANISE}/policy/", policy.programme_policy, name="programme_policy", who=Who.ORGANISER),
    route(f"{_ORGANISE}/policy/file", policy.programme_policy_file, name="programme_policy_file", who=Who.ORGANISER),
    route(f"{_ORGANISE}/policy/read", policy.programme_policy_read, name="programme_policy_read", who=Who.ORGANISER),
    route(f"{_ORGANISE}/policy/use", policy.programme_policy_use, name="programme_policy_use", who=Who.ORGANISER),
    route(f"{_ORGANISE}/rest", organise.programme_rest, name="programme_rest", who=Who.ORGANISER),
    route(f"{_ORGANISE}/go-on", organise.programme_go_on, name="programme_go_on", who=Who.ORGANISER),
    route(f"{_ORGANISE}/end/", organise.programme_end, name="programme_end", who=Who.ORGANISER),
    route(f"{_ORGANISE}/start", organise.round_start, name="round_start", who=Who.ORGANISER),
    route(f"{_ORGANISE}/invite/", organise.programme_invite, name="programme_invite", who=Who.ORGANISER),
    route(f"{_ROUND}/", rounds.round, name="round", who=Who.ORGANISER),
    route(f"{_ROUND}/solve", rounds.round_solve, name="round_solve", who=Who.ORGANISER),
    route(f"{_ROUND}/stop", rounds.round_stop, name="round_stop", who=Who.ORGANISER),
    route(f"{_ROUND}/publish", rounds.round_publish, name="round_publish", who=Who.ORGANISER),
    route(f"{_ROUND}/take-back", rounds.round_take_back, name="round_take_back", who=Who.ORGANISER),
    route(f"{_ROUND}/cancel/", rounds.round_cancel, name="round_cancel", who=Who.ORGANISER),
    route(f"{_ROUND}/swap/<str:member_id>/", swaps.round_swap, name="round_swap", who=Who.ORGANISER),
    route(f"{_O}/programmes/drafts/<str:match_id>/lock", rounds.match_lock, name="match_lock", who=Who.ORGANISER),
    # Behind the links in mails
    route("l/round/<str:token>", links.round_link, name="round_link", who=Who.LINK),
    route("l/join-programme/<str:token>", links.programme_join_link, name="programme_join_link", who=Who.LINK),
    route("l/back/<str:token>", links.programme_back_link, name="programme_back_link", who=Who.LINK),
    route("l/another/<str:token>", links.another_link, name="another_link", who=Who.LINK),
    route("l/offer/<str:token>", links.repair_link, name="repair_link", who=Who.LINK),
]
