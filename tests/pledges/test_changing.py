"""What a signatory may have changed about a confirmed pledge: how it is shown, and what they agreed to."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from mail import waking
from pledges import errors
from pledges.enums import Display, Listing, Purpose
from pledges.models import CertificateFile, Pledge
from pledges.owed import render_certificates
from pledges.services import change_display, hold_listing, release_listing, withdraw_consent, withdraw_pledge
from pledges.tasks import render_certificates as render_task
from tests.factories.pledges import PledgeFactory
from users.models import User

pytestmark = pytest.mark.django_db

WHY = "Her letter of 3 May."


@pytest.fixture
def staff() -> User:
    return User.objects.create(email="desk@example.org")


def page_of(client, pledge: Pledge) -> str:
    return client.get(f"/en/certificates/{pledge.certificate.pretty_number}/").content.decode()


def text_of_pdf(client, pledge: Pledge) -> str:
    pdf = client.get(f"/c/{pledge.certificate.pretty_number}.pdf").content
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def standing(pledge: Pledge) -> set[str]:
    return set(pledge.consents.filter(withdrawn_at=None).values_list("purpose", flat=True))


def test_a_name_that_is_to_be_hidden_leaves_page_files_and_lists(client, staff):
    pledge = PledgeFactory(listed=True, affiliation="University of Nairobi")
    render_certificates()
    assert "Wangari Otieno" in text_of_pdf(client, pledge)

    change_display(pledge=pledge, by=staff, reason=WHY, display=Display.HIDDEN)

    changed = Pledge.objects.get()
    assert changed.listing(timezone.now()) == Listing.PRIVATE
    assert changed.certificate.rendered_at is None
    assert not CertificateFile.objects.exists()
    for said in (page_of(client, pledge), text_of_pdf(client, pledge)):
        assert "Wangari" not in said
        assert "Nairobi" not in said
    assert standing(pledge) == {"certificate"}
    assert render_certificates() == 1


def test_the_worker_who_draws_the_files_anew_is_woken_past_a_broker_that_is_down_but_once(
    staff, monkeypatch, django_capture_on_commit_callbacks
):
    tried = []
    monkeypatch.setattr(waking, "_broker", waking.Broker())
    monkeypatch.setattr(render_task, "delay", lambda: tried.append(1) or _refuse())
    pledges = [PledgeFactory(listed=True) for _ in range(2)]

    for pledge in pledges:
        with django_capture_on_commit_callbacks(execute=True):
            change_display(pledge=pledge, by=staff, reason=WHY, display=Display.HIDDEN)

    assert len(tried) == 1


def _refuse() -> None:
    raise ConnectionRefusedError


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name", "initials"),
        ("name", "unlisted"),
        ("name", "hidden"),
        ("initials", "hidden"),
        ("unlisted", "hidden"),
    ],
)
def test_staff_show_less_where_its_signatory_asks_for_it(staff, before, after):
    pledge = PledgeFactory(listed=True, display=before)

    change_display(pledge=pledge, by=staff, reason=WHY, display=Display(after))

    assert Pledge.objects.get().display == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("initials", "name"),
        ("initials", "unlisted"),
        ("unlisted", "name"),
        ("unlisted", "initials"),
        ("hidden", "name"),
        ("hidden", "initials"),
        ("hidden", "unlisted"),
    ],
)
def test_staff_never_show_more_than_its_signatory_chose(staff, before, after):
    pledge = PledgeFactory(listed=True, display=before)

    with pytest.raises(errors.OnlyNarrower):
        change_display(pledge=pledge, by=staff, reason=WHY, display=Display(after))

    assert Pledge.objects.get().display == before
    assert not ModelLogEntry.objects.filter(action="pledges.change_display").exists()


def test_what_staff_hold_stays_held_and_is_shown_as_was_asked_when_it_is_released(client, staff):
    pledge = PledgeFactory(listed=True)
    hold_listing(pledge=pledge, by=staff, reason="A report.")

    change_display(pledge=pledge, by=staff, reason=WHY, display=Display.INITIALS)

    assert Pledge.objects.get().listing(timezone.now()) == Listing.HELD
    assert "W. O." not in page_of(client, pledge)
    release_listing(pledge=pledge, by=staff, reason="It is her.")
    assert "W. O." in page_of(client, pledge)


def test_asking_for_what_is_shown_already_changes_nothing(staff):
    pledge = PledgeFactory(listed=True)
    render_certificates()

    change_display(pledge=pledge, by=staff, reason=WHY, display=Display.NAME)

    assert Pledge.objects.get().certificate.rendered_at is not None
    assert not ModelLogEntry.objects.filter(action="pledges.change_display").exists()


@pytest.mark.parametrize("purpose", [Purpose.PRINT, Purpose.UPDATES])
def test_a_consent_is_taken_back_alone_and_twice_is_a_success(staff, purpose):
    pledge = PledgeFactory(listed=True, consents=frozenset({Purpose.PRINT, Purpose.UPDATES}))

    for _ in range(2):
        withdraw_consent(pledge=pledge, by=staff, reason=WHY, purpose=purpose)

    assert standing(pledge) == {"certificate", "listing", "print", "updates"} - {purpose}
    assert ModelLogEntry.objects.filter(action="pledges.withdraw_consent").count() == 1


@pytest.mark.parametrize("purpose", [Purpose.CERTIFICATE, Purpose.LISTING])
def test_a_consent_that_the_pledge_rests_on_is_not_taken_back_alone(staff, purpose):
    pledge = PledgeFactory(listed=True)

    with pytest.raises(errors.ConsentBound):
        withdraw_consent(pledge=pledge, by=staff, reason=WHY, purpose=purpose)

    assert standing(pledge) == {"certificate", "listing"}


def test_a_pledge_that_has_ended_is_changed_no_more(staff):
    pledge = PledgeFactory(listed=True, consents=frozenset({Purpose.PRINT}))
    withdraw_pledge(pledge=pledge, by=staff, reason=WHY)

    with pytest.raises(errors.NotConfirmed):
        change_display(pledge=pledge, by=staff, reason=WHY, display=Display.HIDDEN)
    with pytest.raises(errors.NotConfirmed):
        withdraw_consent(pledge=pledge, by=staff, reason=WHY, purpose=Purpose.PRINT)
