"""The secretariat makes accounts and gives roles, and reaches no further than its own rights."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from mail.models import Message
from mail.owed import send_owed
from tests.sink import free_port
from users.models import User


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def desk(member):
    return member("Secretariat")


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root@example.org", "a lantern on the shore")


@pytest.fixture
def signed_in(client, desk):
    client.force_login(desk)
    return client


def edit(user):
    return reverse("wagtailusers_users:edit", args=[user.pk])


def test_a_new_account_gets_the_link_to_set_a_password(signed_in, mailoutbox):
    editors = Group.objects.get(name="Editors")
    page = signed_in.get(reverse("wagtailusers_users:add"))
    assert page.status_code == 200
    assert 'name="password1"' not in page.content.decode()
    assert 'name="is_superuser"' not in page.content.decode()

    response = signed_in.post(
        reverse("wagtailusers_users:add"),
        {"email": "New@Example.org", "name": "Amina", "groups": [editors.pk], "is_superuser": "on", "password1": "x"},
    )

    assert response.status_code == 302
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.is_superuser, user.has_usable_password()) == ("Amina", False, False)
    assert list(user.groups.all()) == [editors]
    send_owed()
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]
    assert "/accounts/password/reset/key/" in mailoutbox[0].body


def test_an_account_is_there_although_the_mail_server_is_not_and_its_mail_waits(signed_in, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = free_port()

    signed_in.post(reverse("wagtailusers_users:add"), {"email": "new@example.org", "name": "Amina"})
    send_owed()

    assert User.objects.filter(email="new@example.org").exists()
    assert Message.objects.get().state == "queued"


def test_an_address_has_one_account(signed_in, member):
    member("Editors", "taken@example.org")

    answer = signed_in.post(reverse("wagtailusers_users:add"), {"email": "TAKEN@example.org", "name": "x"})

    assert "There is an account with this e-mail address." in answer.content.decode()


def test_nobody_makes_themselves_a_superuser(signed_in, desk):
    page = signed_in.get(edit(desk))
    assert 'name="is_superuser"' not in page.content.decode()

    signed_in.post(
        edit(desk),
        {"email": desk.email, "name": "Desk", "is_superuser": "on", "groups": [desk.groups.get().pk]},
    )

    desk.refresh_from_db()
    assert desk.name == "Desk"
    assert desk.is_active
    assert not desk.is_superuser


@pytest.mark.parametrize("active", [True, False])
def test_a_superuser_is_out_of_reach(signed_in, root, active):
    User.objects.filter(pk=root.pk).update(is_active=active)

    for address in (edit(root), reverse("wagtailusers_users:delete", args=[root.pk])):
        assert signed_in.get(address, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
        assert signed_in.post(address, {"email": "desk@evil.example", "name": "x"})["Location"] == "/cms/"

    root.refresh_from_db()
    assert root.email == "root@example.org"


def bulk(action, *users):
    query = "&".join(f"id={user.pk}" for user in users)
    return f"/cms/bulk/users/user/{action}/?{query}"


def test_nor_by_acts_on_several(signed_in, desk, root, member):
    Group.objects.get(name="Secretariat").permissions.add(Permission.objects.get(codename="delete_user"))
    colleague = member("Editors", "colleague@example.org")
    moderators = Group.objects.get(name="Moderators")

    signed_in.post(bulk("set_active_state", root, colleague), {"mark_as_active": "False"})
    signed_in.post(bulk("assign_role", root, colleague), {"role": moderators.pk})
    root.refresh_from_db()
    colleague.refresh_from_db()

    assert (root.is_active, colleague.is_active) == (True, False)
    assert not root.groups.exists()
    assert moderators in colleague.groups.all()

    signed_in.post(bulk("delete", root, colleague))
    assert list(User.objects.filter(pk__in=[root.pk, colleague.pk])) == [root]


def test_a_role_with_more_rights_is_not_given_and_who_holds_it_is_out_of_reach(signed_in, desk):
    powerful = Group.objects.create(name="Administrators")
    powerful.permissions.add(Permission.objects.get(content_type__app_label="auth", codename="change_group"))
    holder = User.objects.create_user("admin@example.org")
    holder.groups.add(powerful)

    form = {"email": desk.email, "name": "Desk", "groups": [powerful.pk]}
    signed_in.post(edit(desk), form)
    signed_in.post(bulk("assign_role", desk), {"role": powerful.pk})
    signed_in.post(edit(holder), {"email": "desk2@example.org", "name": "x"})

    holder.refresh_from_db()
    assert powerful not in desk.groups.all()
    assert holder.email == "admin@example.org"


def test_roles_themselves_are_changed_by_superusers(signed_in, root):
    group = Group.objects.get(name="Secretariat")
    addresses = [
        reverse("wagtailusers_groups:index"),
        reverse("wagtailusers_groups:add"),
        reverse("wagtailusers_groups:edit", args=[group.pk]),
    ]
    assert [signed_in.get(address).status_code for address in addresses] == [302] * 3

    signed_in.force_login(root)
    assert [signed_in.get(address).status_code for address in addresses] == [200] * 3
    assert signed_in.get(edit(root)).status_code == 200


def test_another_address_takes_the_place_of_the_former(signed_in, member, client):
    colleague = member("Editors", "old@example.org")
    EmailAddress.objects.create(user=colleague, email="old@example.org", verified=True, primary=True)

    signed_in.post(edit(colleague), {"email": "new@example.org", "name": "x", "is_active": "on"})

    colleague.refresh_from_db()
    assert colleague.email == "new@example.org"
    assert not EmailAddress.objects.filter(email="old@example.org").exists()


def test_the_list_of_accounts_opens(signed_in, root):
    answer = signed_in.get(reverse("wagtailusers_users:index"))

    assert answer.status_code == 200
    assert "root@example.org" in answer.content.decode()
