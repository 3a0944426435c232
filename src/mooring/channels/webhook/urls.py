from mooring.channels.webhook import views
from mooring.core.routes import Who, route

urlpatterns = [
    route("o/<slug:slug>/settings/webhooks/", views.index, name="webhooks", who=Who.ADMIN),
    route("o/<slug:slug>/settings/webhooks/add", views.add, name="webhook_add", who=Who.ADMIN),
    route("o/<slug:slug>/settings/webhooks/<str:public_id>", views.hook, name="webhook", who=Who.ADMIN),
    route("o/<slug:slug>/settings/webhooks/<str:public_id>/remove", views.remove, name="webhook_remove", who=Who.ADMIN),
    route("o/<slug:slug>/settings/webhooks/<str:public_id>/secret", views.secret, name="webhook_secret", who=Who.ADMIN),
    route("o/<slug:slug>/settings/webhooks/<str:public_id>/test", views.test, name="webhook_test", who=Who.ADMIN),
    route("o/<slug:slug>/settings/webhooks/events/<str:public_id>/again", views.again, name="webhook_again", who=Who.ADMIN),
]
