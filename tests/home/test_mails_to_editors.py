"""What the CMS tells its editors, of pages in review and of comments, is owed: no page waits for a mail server."""

import pytest
from django.urls import reverse
from wagtail.models import Comment, Page, PageSubscription
from wagtail.users.models import UserProfile

from content.models import StandardPage
from home.demo.accounts import ACCOUNTS
from mail.models import Message
from mail.owed import send_owed
from tests.home.editing import form_of
from users.models import User

SECRETARIAT, EDITOR, _MODERATOR = ACCOUNTS


@pytest.fixture
def page(loaded_demo, db, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = "https://lightup.example"
    return StandardPage.objects.get(slug="about", locale__language_code="en")


@pytest.fixture
def sign_in(client):
    def as_(email):
        client.force_login(User.objects.get(email=email))
        return client

    return as_


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.fixture
def submit(sign_in, page):
    def submitted():
        client = sign_in(EDITOR)
        return client.post(edit(page), form_of(client, edit(page)) | {"action-submit": "1"})

    return submitted


def decide(client, page, action, **typed):
    step = Page.objects.get(pk=page.pk).current_workflow_state.current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, step.pk])
    return client.post(address, typed)


def test_who_may_approve_a_page_is_told_when_the_outbox_is_sent_and_not_before(submit, page, mailoutbox):
    assert submit().status_code == 302
    assert mailoutbox == []

    send_owed()

    [mail] = mailoutbox
    assert mail.to == [SECRETARIAT]
    assert mail.subject.startswith('The page "About Light Up" has been submitted for approval')
    assert f"https://lightup.example{edit(page)}" in mail.body
    assert mail.extra_headers["X-Light-Up-Mail"] == "users/review_wanted"


def test_the_row_holds_no_word_of_the_page(submit):
    submit()

    message = Message.objects.get()
    secretariat = User.objects.get(email=SECRETARIAT)
    assert (message.subject, message.to) == (f"user:{secretariat.pk}", SECRETARIAT)
    assert message.occasion.partition(":")[0] == "task"


def test_each_reader_is_told_in_the_language_of_their_cms(submit, mailoutbox):
    UserProfile.objects.update_or_create(
        user=User.objects.get(email=SECRETARIAT), defaults={"preferred_language": "es"}
    )
    submit()

    send_owed()

    [mail] = mailoutbox
    assert mail.extra_headers["Content-Language"] == "es"
    assert "has been submitted" not in mail.subject


def test_who_wants_no_such_mail_is_owed_none(submit):
    UserProfile.objects.update_or_create(
        user=User.objects.get(email=SECRETARIAT), defaults={"submitted_notifications": False}
    )

    submit()

    assert not Message.objects.exists()


def test_nobody_is_asked_to_approve_what_is_approved(submit, page, sign_in, mailoutbox):
    submit()
    decide(sign_in(SECRETARIAT), page, "approve")

    send_owed()

    [mail] = mailoutbox
    assert mail.to == [EDITOR]
    assert mail.subject.startswith('The page "About Light Up" has been approved')
    assert Message.objects.get(to=SECRETARIAT).state == "dropped"


def test_the_editor_reads_why_a_page_came_back_each_time_it_does(submit, page, sign_in, mailoutbox):
    submit()
    decide(sign_in(SECRETARIAT), page, "reject", comment="The lead says nothing.")
    submit()
    decide(sign_in(SECRETARIAT), page, "reject", comment="Now it is too long.")

    send_owed()

    first, second = [mail.body for mail in mailoutbox if mail.to == [EDITOR]]
    assert "by Demo secretariat" in first
    assert 'The following comment was left: "The lead says nothing."' in first
    assert 'The following comment was left: "Now it is too long."' in second


def test_a_page_that_is_gone_is_written_of_to_nobody(submit, page, mailoutbox):
    submit()
    page.delete()

    assert send_owed() == 0
    assert mailoutbox == []


def test_who_follows_the_comments_of_a_page_reads_what_was_said(page, sign_in, mailoutbox):
    secretariat, editor = User.objects.get(email=SECRETARIAT), User.objects.get(email=EDITOR)
    for user in (secretariat, editor):
        PageSubscription.objects.create(user=user, page=page, comment_notifications=True)
    Comment.objects.create(page=page, user=secretariat, text="An older one.", contentpath="title")
    client = sign_in(EDITOR)
    comment = {
        "comments-TOTAL_FORMS": "1",
        "comments-0-text": "Is this “our” name & yours?",
        "comments-0-contentpath": "title",
        "comments-0-position": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }

    answer = client.post(edit(page), form_of(client, edit(page)) | comment)
    assert answer.status_code == 302
    assert mailoutbox == []
    send_owed()

    [mail] = mailoutbox
    assert mail.to == [SECRETARIAT]
    assert mail.subject == 'Demo editor has updated comments on "About Light Up"'
    assert "Is this “our” name & yours?" in mail.body
    assert "An older one." not in mail.body
    assert "Is this" not in str(Message.objects.values_list()[0])
