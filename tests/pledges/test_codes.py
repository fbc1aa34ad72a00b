"""The six digits from the mail, typed into the page that is still open; and asking for the mail again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mail.enums import MessageState
from mail.models import Message
from pledges import errors, limits
from pledges.models import Pledge
from pledges.services import confirm_by_code, confirm_pledge, resend_confirmation
from tests.factories.pledges import PledgeFactory, code, token, wrong_code

pytestmark = pytest.mark.django_db


def open_page(pledge: Pledge) -> str:
    return f"/en/sign/light-up/sent/?k={pledge.handle}"


def resend_button(pledge: Pledge) -> str:
    return f"/en/sign/light-up/sent/again/?k={pledge.handle}"


def test_the_code_confirms_as_the_link_does(client):
    pledge = PledgeFactory()

    response = client.post(open_page(pledge), {"code": code(pledge)})

    pledge.refresh_from_db()
    assert pledge.is_confirmed
    assert response.status_code == 303
    assert response["Location"] == f"/en/certificates/{pledge.certificate.pretty_number}/"


def test_typing_the_code_twice_is_harmless(client):
    pledge = PledgeFactory()

    first, second = (client.post(open_page(pledge), {"code": code(pledge)}) for _ in range(2))

    assert first["Location"] == second["Location"]


@pytest.mark.parametrize(
    "write",
    [
        lambda digits: f" {digits[:3]} {digits[3:]} ",
        lambda digits: "-".join(digits),
        lambda digits: "".join(chr(ord("٠") + int(digit)) for digit in digits),
        lambda digits: "".join(chr(ord("०") + int(digit)) for digit in digits),
    ],
)
def test_the_code_is_read_however_it_is_written(client, write):
    pledge = PledgeFactory()

    assert client.post(open_page(pledge), {"code": write(code(pledge))}).status_code == 303


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３", "½½½½½½", "\x00", "1" * 30, None])
def test_what_is_no_code_is_no_try(client, typed):
    pledge = PledgeFactory()

    response = client.post(open_page(pledge), {} if typed is None else {"code": typed})

    assert response.status_code == 422
    assert Pledge.objects.get().code_tries == 0


def test_a_wrong_code_says_so_counts_and_leaves_the_pledge_pending(client):
    pledge = PledgeFactory()

    response = client.post(open_page(pledge), {"code": wrong_code(pledge)})

    assert response.status_code == 422
    page = response.content.decode()
    assert "This is not the code from our message." in page
    assert "4 tries left." in page
    assert f'value="{wrong_code(pledge)}"' in page
    pledge.refresh_from_db()
    assert (pledge.state, pledge.code_tries) == ("pending", 1)


def test_after_five_wrong_codes_the_right_one_is_refused_and_the_link_still_works(client):
    pledge = PledgeFactory()

    statuses = [client.post(open_page(pledge), {"code": wrong_code(pledge)}).status_code for _ in range(5)]
    response = client.post(open_page(pledge), {"code": code(pledge)})

    assert statuses == [422, 422, 422, 422, 429]
    assert response.status_code == 429
    assert "Please use the link in the message." in response.content.decode()
    pledge.refresh_from_db()
    assert (pledge.state, pledge.code_tries) == ("pending", 5)
    assert client.post(f"/en/confirm/{token(pledge)}/").status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_code_that_is_dead_has_no_box_and_the_page_says_that_the_link_works(client, method):
    pledge = PledgeFactory()
    Pledge.objects.update(code_tries=5)

    page = getattr(client, method)(open_page(pledge), {"k": pledge.handle, "code": code(pledge)}).content.decode()

    assert 'name="code"' not in page
    assert "tries left" not in page
    assert "The link in the message still works." in page or "Please use the link in the message." in page


def test_the_page_says_that_a_message_was_sent_only_where_it_was(client):
    page = client.get(open_page(PledgeFactory())).content.decode()

    assert "The message waits for its turn to be sent." in page
    assert "We sent" not in page


def test_after_the_message_was_asked_for_again_what_became_of_it_takes_the_focus(client):
    pledge = PledgeFactory()

    page = client.post(resend_button(pledge), follow=True).content.decode()

    assert page.index("data-fate") < page.index("data-summary") < page.index("waits for its turn")


def test_four_wrong_codes_leave_a_fifth_try():
    pledge = PledgeFactory()
    for _ in range(4):
        with pytest.raises(errors.CodeWrong):
            confirm_by_code(handle=pledge.handle, code=wrong_code(pledge))

    assert confirm_by_code(handle=pledge.handle, code=code(pledge)).is_confirmed


def test_signing_again_buys_no_more_guesses(settings):
    settings.CODE_TRIES_A_DAY = 7
    pages = [PledgeFactory(email="victim@uonbi.ac.ke") for _ in range(3)]
    outcomes = []
    for page in pages:
        for _ in range(5):
            try:
                confirm_by_code(handle=page.handle, code=wrong_code(page))
            except (errors.CodeWrong, errors.CodeExhausted) as error:
                outcomes.append(type(error))

    with pytest.raises(errors.CodesExhaustedToday):
        confirm_by_code(handle=pages[2].handle, code=code(pages[2]))

    assert sum(page.code_tries for page in Pledge.objects.all()) == 7
    assert outcomes[:7] == [errors.CodeWrong] * 4 + [errors.CodeExhausted, errors.CodeWrong, errors.CodesExhaustedToday]
    assert set(outcomes[7:]) == {errors.CodesExhaustedToday}
    other = PledgeFactory(email="somebody.else@uonbi.ac.ke")
    assert confirm_by_code(handle=other.handle, code=code(other)).is_confirmed


def test_pages_opened_on_other_days_buy_no_more_guesses(settings):
    """The pages live for a week: twenty of them, kept in store, are one person's all the same."""
    now = timezone.now()
    pages = [PledgeFactory(email="victim@uonbi.ac.ke", at=now - timedelta(days=2 + n % 4)) for n in range(20)]
    tried = 0
    for page in pages:
        for _ in range(5):
            with pytest.raises((errors.CodeWrong, errors.CodeExhausted)):
                confirm_by_code(handle=page.handle, code=wrong_code(page), at=now)
        page.refresh_from_db()
        tried += page.code_tries

    assert tried == settings.CODE_TRIES_A_DAY
    with pytest.raises(errors.CodesExhaustedToday):
        confirm_by_code(handle=pages[-1].handle, code=code(pages[-1]), at=now)


def test_the_limit_of_a_day_has_words_of_its_own(client, settings):
    settings.CODE_TRIES_A_DAY = 1
    pledge = PledgeFactory()

    for typed in (wrong_code(pledge), code(pledge)):
        response = client.post(open_page(pledge), {"code": typed})

        assert response.status_code == 429
        page = response.content.decode()
        assert "Too many wrong codes were tried for this address today." in page
        assert "wrong five times" not in page


def test_guesses_of_another_day_are_forgotten(settings):
    settings.CODE_TRIES_A_DAY = 1
    pledge = PledgeFactory(email="wangari@uonbi.ac.ke", at=timezone.now() - timedelta(days=2))
    with pytest.raises(errors.CodesExhaustedToday):
        confirm_by_code(handle=pledge.handle, code=wrong_code(pledge), at=timezone.now() - timedelta(days=1))

    assert confirm_by_code(handle=pledge.handle, code=code(pledge)).is_confirmed


def test_whoever_tries_codes_on_many_pages_is_stopped_and_others_are_not(client, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_CODES_PER_NETWORK", 3)
    pledges = PledgeFactory.create_batch(5)
    for pledge in pledges[:3]:
        assert client.post(open_page(pledge), {"code": wrong_code(pledge)}).status_code == 422

    refused = client.post(open_page(pledges[3]), {"code": code(pledges[3])})

    assert refused.status_code == 429
    assert "Too many wrong codes came from your network." in refused.content.decode()
    elsewhere = client.post(open_page(pledges[4]), {"code": code(pledges[4])}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 303


def test_right_codes_shut_no_campus_out(client, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_CODES_PER_NETWORK", 1)

    for pledge in PledgeFactory.create_batch(3):
        assert client.post(open_page(pledge), {"code": code(pledge)}).status_code == 303


def test_the_code_of_one_page_is_not_good_on_another():
    first, second = PledgeFactory(), PledgeFactory()
    if code(first) == code(second):
        second = PledgeFactory()

    with pytest.raises(errors.CodeWrong):
        confirm_by_code(handle=second.handle, code=code(first))

    assert not Pledge.objects.confirmed().exists()


@pytest.mark.parametrize("handle", ["", "x", "A" * 22])
def test_a_page_that_nobody_opened_confirms_nothing(client, handle):
    pledge = PledgeFactory()

    response = client.post(f"/en/sign/light-up/sent/?k={handle}", {"code": code(pledge)})

    assert response.status_code == 404
    assert Pledge.objects.get().is_pending


def test_the_code_expires_with_the_link(client):
    pledge = PledgeFactory(at=timezone.now() - timedelta(days=8))

    response = client.post(open_page(pledge), {"code": code(pledge)})

    assert response.status_code == 410
    assert Pledge.objects.get().is_pending


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.FAILED, MessageState.DROPPED])
def test_in_its_first_seconds_every_message_waits_alike(client, state):
    """The mail to an address that has signed is another one: how soon it leaves must tell nobody."""
    pledge = PledgeFactory()
    fresh = client.get(open_page(pledge)).content

    Message.objects.update(state=state, sent_at=timezone.now() if state == MessageState.SENT else None)

    assert client.get(open_page(pledge)).content == fresh


@pytest.mark.parametrize("is_again", [False, True])
def test_nobody_reads_off_the_open_page_that_a_message_was_dropped(client, is_again):
    """Why it was, is between us and the mailbox: a stranger may have typed the address."""
    pledge = PledgeFactory()
    if is_again:
        resend_confirmation(handle=pledge.handle)
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    Message.objects.update(state=MessageState.SENT, sent_at=a_minute_ago, due_at=a_minute_ago, created_at=a_minute_ago)
    sent = client.get(open_page(pledge)).content

    Message.objects.update(state=MessageState.DROPPED, sent_at=None, last_error="cap")

    assert client.get(open_page(pledge)).content == sent


# --- the message again --------------------------------------------------------------------------------------------


def test_the_message_is_sent_again_after_a_pause(client):
    pledge = PledgeFactory()

    response = client.post(resend_button(pledge))

    assert response.status_code == 303
    assert response["Location"] == f"{open_page(pledge)}&again=1"
    assert sorted(Message.objects.values_list("occasion", flat=True)) == ["resend-1", "sign"]


def test_the_message_is_not_sent_again_at_once(client):
    pledge = PledgeFactory(at=timezone.now())

    response = client.post(resend_button(pledge))

    assert response.status_code == 429
    page = response.content.decode()
    assert "in two minutes" in page[page.index('role="alert"') : page.index("<h1>")]
    assert Message.objects.count() == 1


def test_each_repetition_has_its_pause_and_after_three_there_are_no_more(settings):
    pledge = PledgeFactory()
    pause, at = settings.RESEND_PAUSE, pledge.created_at
    for _ in range(3):
        with pytest.raises(errors.ResendTooSoon):
            resend_confirmation(handle=pledge.handle, at=at + pause - timedelta(seconds=1))
        at += pause
        resend_confirmation(handle=pledge.handle, at=at)

    with pytest.raises(errors.ResendsExhausted):
        resend_confirmation(handle=pledge.handle, at=at + timedelta(days=1))

    assert Message.objects.count() == 4


def test_the_page_says_that_it_was_sent_several_times(client):
    pledge = PledgeFactory()
    Pledge.objects.update(resends=3)

    response = client.post(resend_button(pledge))

    assert response.status_code == 429
    assert "We have sent this message several times." in response.content.decode()


def test_a_repeated_message_has_the_same_link_and_code():
    pledge = PledgeFactory()
    before = token(pledge), code(pledge)

    resend_confirmation(handle=pledge.handle)

    pledge.refresh_from_db()
    assert (token(pledge), code(pledge)) == before


def test_an_expired_link_is_not_mailed_again(client):
    pledge = PledgeFactory(at=timezone.now() - timedelta(days=8))

    response = client.post(resend_button(pledge))

    assert response.status_code == 410
    assert Message.objects.count() == 1


@pytest.mark.parametrize("ready", ["unknown", "confirmed"])
def test_there_is_nothing_to_send_again_for_a_page_that_waits_for_nothing(client, ready):
    pledge = PledgeFactory(confirmed=ready == "confirmed")
    if ready == "unknown":
        pledge.handle = "x" * 22
    before = Message.objects.count()

    assert client.post(resend_button(pledge)).status_code == 404
    assert Message.objects.count() == before


def test_a_strangers_mailbox_is_not_flooded(client, settings):
    for _ in range(settings.MAIL_PER_ADDRESS_A_DAY + 3):
        PledgeFactory(email="victim@uonbi.ac.ke")

    states = list(Message.objects.values_list("state", flat=True))
    assert states.count(MessageState.QUEUED) == settings.MAIL_PER_ADDRESS_A_DAY
    assert states.count(MessageState.DROPPED) == 3


@pytest.mark.parametrize("address", ["vic.tim+{}@gmail.com", "victim+{}@uonbi.ac.ke"])
def test_tags_do_not_get_a_mailbox_flooded(settings, address):
    for n in range(settings.MAIL_PER_ADDRESS_A_DAY):
        PledgeFactory(email=address.format(n))
    resend_confirmation(handle=PledgeFactory(email=address.format("x")).handle, at=timezone.now())

    assert sorted(Message.objects.filter(state=MessageState.DROPPED).values_list("occasion", flat=True)) == [
        "resend-1",
        "sign",
    ]


def test_the_certificate_is_mailed_to_a_flooded_address_too(settings):
    pledges = [PledgeFactory(email="victim@uonbi.ac.ke") for _ in range(settings.MAIL_PER_ADDRESS_A_DAY + 1)]

    confirm_pledge(token=token(pledges[0]))

    assert Message.objects.get(kind="pledges/certificate").state == MessageState.QUEUED
