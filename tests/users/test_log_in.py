"""One way in: the log-in with limits, and a second factor that this very session has shown."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import caches

from users.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a lantern on the shore"


@pytest.fixture
def desk():
    user = User.objects.create_superuser("desk@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def log_in(client, password=PASSWORD, email="desk@example.org", **headers):
    return client.post("/accounts/login/", {"login": email, "password": password}, **headers)


@pytest.mark.parametrize("door", ["/cms/login/", "/en/_util/login/", "/ar/_util/login/"])
def test_wagtails_own_doors_take_no_password(client, desk, door):
    response = client.post(door, {"username": desk.email, "password": PASSWORD})

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("aim", "kept"),
    [
        ("/cms/pages/", "?next=%2Fcms%2Fpages%2F"),
        ("https://evil.example/", ""),
        ("//evil.example/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_door_remembers_where_one_was_going_only_if_it_is_here(client, aim, kept):
    assert client.get("/cms/login/", {"next": aim})["Location"] == f"/accounts/login/{kept}"


def test_a_password_alone_does_not_enter_although_the_account_has_a_second_factor(client, desk):
    TOTP.activate(desk, generate_totp_secret())
    client.force_login(desk)

    response = client.get("/cms/pages/?p=2")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fcms%2Fpages%2F%3Fp%3D2"


def test_the_code_opens_the_cms_for_this_session(client, desk):
    secret = generate_totp_secret()
    TOTP.activate(desk, secret)
    client.force_login(desk)

    answer = client.post("/accounts/2fa/reauthenticate/?next=/cms/", {"code": code_of(secret), "next": "/cms/"})

    assert answer["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200


def test_a_log_in_with_password_and_code_enters(client, desk):
    secret = generate_totp_secret()
    TOTP.activate(desk, secret)

    assert log_in(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert client.get("/cms/").status_code == 200


def test_a_passkey_counts_and_the_record_of_somebody_else_does_not(client, desk):
    TOTP.activate(desk, generate_totp_secret())
    client.force_login(desk)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "passwordless": True, "id": 1, "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(desk.pk + 1)
    session.save()
    assert client.get("/cms/").status_code == 302

    session["account_authentication_methods_user"] = str(desk.pk)
    session.save()
    assert client.get("/cms/").status_code == 200


def test_an_account_with_a_key_alone_is_asked_for_the_key(client, desk):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=desk, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    client.force_login(desk)

    assert client.get("/cms/")["Location"].startswith("/accounts/2fa/webauthn/reauthenticate/")


def test_one_network_is_stopped_and_colleagues_elsewhere_are_not(client, desk):
    for number in range(25):  # fewer than the requests that one network has in a minute
        log_in(client, "wrong", REMOTE_ADDR="192.0.2.1", HTTP_HOST=f"testserver:{1000 + number}")

    assert "Too many failed" in log_in(client, REMOTE_ADDR="192.0.2.1").content.decode()
    assert log_in(client, REMOTE_ADDR="192.0.2.2").status_code == 302
    assert client.session["_auth_user_id"] == str(desk.pk)


def test_an_account_takes_so_many_guesses_an_hour_whatever_the_host_header_says(client, desk):
    for number in range(60):
        log_in(client, "wrong", REMOTE_ADDR=f"192.0.2.{number}", HTTP_HOST=f"testserver:{1000 + number}")

    response = log_in(client, REMOTE_ADDR="198.51.100.1", HTTP_HOST="testserver:9999")

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_behind_a_proxy_the_limit_counts_the_visitor_and_not_the_proxy(client, desk, settings):
    settings.TRUSTED_PROXIES = 1
    for _ in range(6):
        log_in(client, "wrong", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.1")

    assert log_in(client, HTTP_X_FORWARDED_FOR="192.0.2.1").status_code == 200
    assert log_in(client, HTTP_X_FORWARDED_FOR="192.0.2.1, 192.0.2.2").status_code == 302


@pytest.mark.parametrize("address", ["203.0.113.77", "2001:db8:7::77", "::ffff:203.0.113.77"])
def test_a_failed_log_in_leaves_no_address_in_the_cache(client, desk, settings, address):
    locmem = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {name: locmem | {"LOCATION": f"{name}.{address}"} for name in settings.CACHES}

    log_in(client, "wrong", REMOTE_ADDR=address)

    kept = "".join(f"{key}={value!r}\n" for each in caches.all() for key, value in each._cache.items())
    assert "allauth:rl:allauth.account:login_failed" in kept
    assert "203.0.113" not in kept
    assert "2001:db8" not in kept


def test_addresses_of_one_household_are_counted_together(client, desk):
    for number in range(6):
        log_in(client, "wrong", REMOTE_ADDR=f"2001:db8:7::{number}")

    assert "Too many failed" in log_in(client, REMOTE_ADDR="2001:db8:7::99").content.decode()
    assert log_in(client, REMOTE_ADDR="2001:db8:7:1::99").status_code == 302


def test_nobody_signs_up(client):
    page = client.get("/accounts/login/").content.decode()
    assert "/accounts/signup/" not in page
    assert "Sign up" not in page.replace("Sign Up", "Sign up")

    answer = client.get("/accounts/signup/")
    assert 'name="password1"' not in answer.content.decode()
    client.post("/accounts/signup/", {"email": "eve@example.org", "password1": PASSWORD})
    assert not User.objects.filter(email="eve@example.org").exists()
