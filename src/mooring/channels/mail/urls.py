from mooring.channels.mail import views
from mooring.core.routes import Who, route

urlpatterns = [route("you/reach/mail", views.addresses, name="mail_addresses", who=Who.ACCOUNT)]
