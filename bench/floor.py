"""The least that Django can do: a constant page (*hello*), and two rows from a validated form (*bare sign*).

No middleware, no template, no session; the database and its options are the site's. `python -m bench.floor` makes the
two tables, `bench.floor:application` serves.
"""

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.settings.base import DATABASES

settings.configure(
    DATABASES=DATABASES,
    SECRET_KEY="no secret is kept here",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.floor",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

HELLO = b"<!doctype html><title>Hello</title><p>Hello"


class Person(models.Model):
    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=200)

    class Meta:
        app_label = "floor"


class Signature(models.Model):
    person = models.ForeignKey(Person, models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"


class BareForm(forms.Form):
    full_name = forms.CharField(max_length=200)
    email = forms.EmailField(max_length=254)


def hello(request: HttpRequest) -> HttpResponse:
    return _answer(HELLO)


def bare_sign(request: HttpRequest) -> HttpResponse:
    form = BareForm(request.POST)
    if not form.is_valid():
        return _answer(b"", status=422)
    with transaction.atomic():
        person = Person.objects.create(**form.cleaned_data)
        Signature.objects.create(person=person)
    answer = _answer(b"", status=303)
    answer["Location"] = "/hello/"
    return answer


def _answer(body: bytes, *, status: int = 200) -> HttpResponse:
    return HttpResponse(body, status=status, headers={"Content-Length": str(len(body))})


urlpatterns = [path("hello/", hello), path("sign/", bare_sign)]
application = get_wsgi_application()


def make_tables() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Person)
        editor.create_model(Signature)


if __name__ == "__main__":
    make_tables()
