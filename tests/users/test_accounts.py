"""The account of staff: the e-mail address is the name, nobody signs up, and the CMS asks for a second factor."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, transaction

from users.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a lantern on the shore"


def test_the_address_is_the_name_in_lower_case():
    user = User.objects.create_user("Editor@Example.ORG", PASSWORD, name="Amina")

    assert user.email == "editor@example.org"
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert User.objects.get_by_natural_key("EDITOR@example.org") == user
    assert user.check_password(PASSWORD)


def test_a_superuser_is_staff():
    user = User.objects.create_superuser("root@example.org", PASSWORD)

    assert user.is_staff
    assert user.is_superuser


def test_the_database_refuses_a_second_account_for_an_address_in_any_case():
    User.objects.create_user("editor@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="EDITOR@example.org")

    assert User.objects.count() == 1


def test_an_account_is_called_by_its_name_or_its_address():
    assert str(User(email="e@example.org", name="Amina Otieno")) == "Amina Otieno"
    assert User(email="e@example.org").get_full_name() == "e@example.org"
    assert User(email="e@example.org").get_short_name() == "e"


def test_nobody_makes_an_account_by_themselves(client):
    response = client.post("/accounts/signup/", {"email": "eve@example.org", "password1": PASSWORD})

    assert response.status_code == 200
    assert not User.objects.filter(email="eve@example.org").exists()


def staff() -> User:
    return User.objects.create_superuser("desk@example.org", PASSWORD)


def test_staff_without_a_second_factor_are_led_to_set_one_up(client):
    client.force_login(staff())

    response = client.get("/cms/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/2fa/"


def test_a_site_in_development_asks_for_none(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(staff())

    assert client.get("/cms/").status_code == 200


def test_strangers_are_led_to_the_log_in(client):
    response = client.get("/cms/")

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_an_account_without_rights_is_refused_without_a_loop(client):
    user = User.objects.create_user("officer@example.org", PASSWORD)
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)

    response = client.get("/cms/", follow=True)

    assert len(response.redirect_chain) <= 2
    assert response.status_code in {200, 403}
    assert b"data-contentpath" not in response.content


@pytest.mark.parametrize("typed", ["desk@example.org", "DESK@Example.org"])
def test_people_log_in_with_their_address_in_any_case(client, typed):
    staff()

    client.post("/accounts/login/", {"login": typed, "password": PASSWORD})

    assert (
        "_auth_user_id" in client.session or "account_login" in client.session or "allauth" in str(dict(client.session))
    )


def test_a_wrong_password_opens_nothing(client):
    staff()

    response = client.post("/accounts/login/", {"login": "desk@example.org", "password": "wrong"})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
