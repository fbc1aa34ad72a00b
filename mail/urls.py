"""Where a kind of mail is stopped (`public_urlpatterns`); and paths under /dev/mail/, in development only."""

from django.urls import path, register_converter

from mail import folder, views

app_name = "mail"


class KeptConverter:
    regex = folder.ID

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KeptConverter, "kept")

urlpatterns = [
    path("", views.dev_list, name="dev_list"),
    path("<kept:identity>/", views.dev_message, name="dev_message"),
    path("<kept:identity>.html", views.dev_body, name="dev_body"),
    path("<kept:identity>.eml", views.dev_raw, name="dev_raw"),
]

public_urlpatterns = [path("mail/stop/<str:token>/", views.stop, name="stop_mail")]
