"""The files of a certificate: drawn once, kept under the digest of their bytes, never half-written."""

import hashlib
import io
import logging
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from pledges import tokens
from pledges.enums import Display, FileKind
from pledges.facts import thawed
from pledges.models import Certificate, CertificateFile, Pledge
from pledges.owed import certificate_file, certificate_storage, discard_ended, render_certificates
from pledges.services import change_display, hold_listing, revoke_pledge, withdraw_pledge
from pledges.storage import AtomicFileSystemStorage
from tests.factories.pledges import PledgeFactory
from tests.factories.users import UserFactory
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge() -> Pledge:
    return PledgeFactory(confirmed=True, affiliation="University of Nairobi")


def file_url(pledge: Pledge, tail: str) -> str:
    return f"/c/{pledge.certificate.pretty_number}{tail}"


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def files() -> list[Path]:
    return sorted(path for path in Path(certificate_storage().location).rglob("*") if path.is_file())


def test_the_pdf_of_a_hidden_name_says_whose_pledge_it_is_all_the_same(client):
    pledge = PledgeFactory(confirmed=True, display="hidden")

    text = text_of(client.get(file_url(pledge, ".pdf")).content)

    assert "A scholar in Kenya" in text
    assert text.count("Kenya") == 1
    assert "Wangari" not in text


def test_it_says_so_in_the_language_that_was_signed():
    pledge = PledgeFactory(confirmed=True, display="hidden", language="ar")

    assert thawed(pledge.certificate).somebody == "من أهل العلم في كينيا"


def test_so_does_the_pdf_of_a_name_that_is_held(client, pledge):
    hold_listing(pledge=pledge, by=UserFactory(), reason="Somebody wrote that it is not her.")
    frozen = pledge.certificate.facts
    del frozen["somebody"]  # as of a certificate that was issued before sheets said this
    Certificate.objects.filter(pledge=pledge).update(facts=frozen)

    text = text_of(client.get(file_url(pledge, ".pdf")).content)

    assert "A scholar in Kenya" in text
    assert "Wangari" not in text


def test_the_pdf_answers_before_a_worker_has_come_to_it(client, pledge):
    response = client.get(file_url(pledge, ".pdf"))

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="light-up-{pledge.certificate.pretty_number}.pdf"'
    text = text_of(response.content)
    for words in (
        "Wangari Otieno",
        "University of Nairobi",
        pledge.certificate.pretty_number,
        "Confirmed by e-mail only",
    ):
        assert words in text
    assert "uonbi" not in text


def test_a_file_is_drawn_once_and_kept_under_the_digest_of_its_bytes(client, pledge):
    first = client.get(file_url(pledge, ".pdf")).content

    (path,) = files()
    assert path.read_bytes() == first
    assert path.name == f"{hashlib.sha256(first).hexdigest()}.pdf"
    made_at = CertificateFile.objects.get().made_at
    changed = path.read_bytes() + b"%"
    path.write_bytes(changed)  # what is kept is what is served
    assert client.get(file_url(pledge, ".pdf")).content == changed
    assert CertificateFile.objects.get().made_at == made_at


@pytest.mark.parametrize("shape", ["link", "square", "story"])
def test_a_picture_is_converted_once_and_kept_too(client, pledge, shape):
    first = client.get(file_url(pledge, f"/share/{shape}.webp")).content

    row = CertificateFile.objects.get(kind=f"{shape}_webp")
    (path,) = [path for path in files() if path.suffix == ".webp"]
    assert path.read_bytes() == first
    assert row.path.endswith(path.name)
    path.write_bytes(first + b"kept")
    assert client.get(file_url(pledge, f"/share/{shape}.webp")).content == first + b"kept"


class Down(AtomicFileSystemStorage):
    """A store of which some operations fail, as they do in a folder or a bucket."""

    ERRORS = (
        OSError("the disk is full"),
        ClientError({"Error": {"Code": "503"}}, "PutObject"),
        EndpointConnectionError(endpoint_url="https://s3.example"),
    )

    def __init__(self, failing: str, error: Exception, **options: Any) -> None:
        super().__init__(**options)
        self._failing, self._error = failing, error

    def _fail(self, act: str) -> None:
        if act in self._failing:
            raise self._error

    def exists(self, name: str) -> bool:
        self._fail("exists")
        return super().exists(name)

    def _open(self, name: str, mode: str = "rb") -> File:
        self._fail("open")
        return super()._open(name, mode)

    def _save(self, name: str, content: Any) -> str:
        self._fail("save")
        return super()._save(name, content)

    def delete(self, name: str) -> None:
        self._fail("delete")
        super().delete(name)


@pytest.fixture
def broken(settings):
    """Break the store from now on; the result mends it."""
    good = settings.STORAGES

    def breaks(failing: str, error: Exception = Down.ERRORS[0]) -> Any:
        options = good["certificates"]["OPTIONS"] | {"failing": failing, "error": error}
        settings.STORAGES = good | {"certificates": {"BACKEND": f"{__name__}.Down", "OPTIONS": options}}
        return lambda: setattr(settings, "STORAGES", good)

    return breaks


@pytest.mark.parametrize("error", Down.ERRORS)
@pytest.mark.parametrize(
    ("failing", "event"),
    [("exists", "not_read"), ("open", "not_read"), ("save", "not_kept"), ("exists open save", "not_read")],
)
@pytest.mark.parametrize("tail", [".pdf", "/share/link.webp"])
def test_a_store_that_is_down_keeps_nobody_from_a_file(client, pledge, broken, caplog, error, failing, event, tail):
    if failing != "save":
        client.get(file_url(pledge, tail))
    broken(failing, error)

    response = client.get(file_url(pledge, tail))

    assert response.status_code == 200
    assert response.content[:4] in {b"%PDF", b"RIFF"}
    assert f"certificate.{event}" in caplog.text


def test_a_file_that_was_lost_is_drawn_again(client, pledge):
    first = client.get(file_url(pledge, ".pdf")).content
    (path,) = files()
    path.unlink()

    assert client.get(file_url(pledge, ".pdf")).content == first
    assert CertificateFile.objects.count() == 1


@pytest.mark.parametrize(
    ("tail", "kind", "size"),
    [
        (".png", "PNG", (1024, 1024)),
        ("/share/link.png", "PNG", (1200, 630)),
        ("/share/square.png", "PNG", (1080, 1080)),
        ("/share/story.png", "PNG", (1080, 1920)),
        ("/share/link.webp", "WEBP", (1200, 630)),
    ],
)
def test_pictures_have_the_kind_and_size_that_networks_want(client, pledge, tail, kind, size):
    response = client.get(file_url(pledge, tail))

    picture = Image.open(io.BytesIO(response.content))
    assert (picture.format, picture.size) == (kind, size)
    assert response["Content-Type"] == f"image/{kind.lower()}"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("tail", ["/share/poster.png", "/share/link.gif", ".exe", "/share/link", "/light.png"])
def test_other_files_are_not_found(client, pledge, tail):
    assert client.get(file_url(pledge, tail), follow=True).status_code == 404


def test_an_unchanged_file_is_not_sent_again(client, pledge):
    first = client.get(file_url(pledge, ".pdf"))

    second = client.get(file_url(pledge, ".pdf"), headers={"if-none-match": first["ETag"]})

    assert second.status_code == 304
    assert {"public", "max-age=0", "must-revalidate"} == set(first["Cache-Control"].split(", "))


# --- the name, as its holder agreed -------------------------------------------------------------------------------


@pytest.mark.parametrize(("display", "shown"), [("initials", "W. O."), ("hidden", "")])
def test_the_public_pdf_shows_the_name_as_agreed_and_the_holders_shows_it_whole(client, display, shown):
    pledge = PledgeFactory(confirmed=True, display=display)
    key = tokens.holder_key(pledge.nonce)

    public = text_of(client.get(file_url(pledge, ".pdf")).content)
    response = client.get(file_url(pledge, f".pdf?key={key}"))

    assert "Wangari" not in public
    assert shown in public
    assert "Wangari Otieno" in text_of(response.content)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Wangari" not in text_of(client.get(file_url(pledge, ".pdf")).content)  # it was not kept
    assert len(files()) == 1


@pytest.mark.parametrize("key", ["", "x", "é", "\x00", "key&key=", "A" * 43])
def test_a_wrong_key_opens_nothing(client, key):
    pledge = PledgeFactory(confirmed=True, display="hidden")

    response = client.get(file_url(pledge, f".pdf?key={key}"))

    assert response.status_code == 200
    assert "Wangari" not in text_of(response.content)


def test_the_key_of_one_holder_opens_no_other_certificate(client):
    one, other = PledgeFactory.create_batch(2, confirmed=True, display="hidden")

    response = client.get(file_url(one, f".pdf?key={tokens.holder_key(other.nonce)}"))

    assert "Wangari" not in text_of(response.content)


def test_a_key_that_was_mailed_stays_good_when_the_secret_key_is_rotated(client, settings):
    pledge = PledgeFactory(confirmed=True, display="hidden")
    key = tokens.holder_key(pledge.nonce)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"

    assert "Wangari Otieno" in text_of(client.get(file_url(pledge, f".pdf?key={key}")).content)


# --- the work owed ------------------------------------------------------------------------------------------------


def test_a_worker_renders_what_is_owed_and_only_that(pledge):
    assert render_certificates() == 1
    assert render_certificates() == 0

    certificate = Certificate.objects.get()
    assert certificate.rendered_at is not None
    assert certificate.attempts == 1
    assert set(certificate.files.values_list("kind", flat=True)) == {"pdf", "link"}


def make_due() -> None:
    Certificate.objects.update(due_at=timezone.now())


@pytest.mark.parametrize("fault", ["facts", "letters"])
def test_a_row_that_cannot_be_rendered_stops_no_other_and_is_tried_again(fault, caplog):
    bad, good = PledgeFactory.create_batch(2, confirmed=True)
    right = bad.certificate.facts
    wrong = {"facts": {}, "letters": right | {"name": "𓀀"}}[fault]
    Certificate.objects.filter(pledge=bad).update(facts=wrong)

    assert render_certificates() == 1

    assert Certificate.objects.owed().get() == bad.certificate
    assert Certificate.objects.get(pledge=good).rendered_at is not None
    assert "certificate.not_rendered" in caplog.text
    Certificate.objects.filter(pledge=bad).update(facts=right)
    make_due()
    assert render_certificates() == 1
    assert Certificate.objects.get(pledge=bad).attempts == 2


def test_a_storage_that_is_full_keeps_the_work_owed(pledge, settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    good = settings.STORAGES
    options = {"BACKEND": "pledges.storage.AtomicFileSystemStorage", "OPTIONS": {"location": blocked / "x"}}
    settings.STORAGES = good | {"certificates": options}

    assert render_certificates() == 0
    assert Certificate.objects.owed().count() == 1

    settings.STORAGES = good
    make_due()
    assert render_certificates() == 1


def test_wake_ups_in_an_outage_cost_a_certificate_one_try_and_the_next_ones_come_ever_later(pledge, broken, settings):
    broken("save")
    waits = []

    for _ in range(len(settings.RENDER_RETRY_DELAYS) + 2):
        before = timezone.now()
        for _wake_up in range(3):
            render_certificates()
        waits.append(Certificate.objects.get().due_at - before)
        make_due()

    expected = [*settings.RENDER_RETRY_DELAYS, timedelta(days=1), timedelta(days=1)]  # never given up
    assert Certificate.objects.get().attempts == len(expected)
    assert all(
        timedelta(0) <= wait - delay < timedelta(seconds=30) for wait, delay in zip(waits, expected, strict=True)
    )


def test_each_try_that_fails_is_an_error_in_the_log(pledge, broken, caplog):
    broken("save")

    render_certificates()

    (record,) = [record for record in caplog.records if record.message == "certificate.not_rendered"]
    assert (record.levelno, record.attempt) == (logging.ERROR, 1)


def test_two_workers_count_one_try(pledge):
    now = timezone.now()
    later = now + timedelta(minutes=1)

    claims = [Certificate.objects.claim(pledge.certificate.pk, attempts=0, at=now, until=later) for _ in range(2)]

    assert claims == [True, False]
    assert Certificate.objects.get().attempts == 1


def test_untried_rows_come_first(pledge):
    Certificate.objects.update(attempts=3)
    fresh = PledgeFactory(confirmed=True)

    render_certificates(limit=1)

    assert Certificate.objects.get(rendered_at__isnull=False) == fresh.certificate


# --- the end ------------------------------------------------------------------------------------------------------


def end(pledge: Pledge, how: str) -> None:
    desk = User.objects.create(email="desk@example.org")
    if how == "withdraw":
        withdraw_pledge(pledge=pledge, by=desk, reason="By a letter of 3 May.")
    else:
        revoke_pledge(pledge=pledge, by=desk, reason="She phoned us.", reason_class="impersonation")


def a_file_of_each_kind(pledge: Pledge) -> None:
    for kind in FileKind:
        certificate_file(pledge.certificate, kind)


@pytest.mark.parametrize("how", ["withdraw", "revoke"])
def test_the_files_of_a_pledge_that_ends_go_when_that_commits(pledge, how, django_capture_on_commit_callbacks):
    other = PledgeFactory(confirmed=True)
    a_file_of_each_kind(pledge)
    kept = certificate_file(other.certificate, FileKind.PDF)

    with django_capture_on_commit_callbacks(execute=True):
        end(pledge, how)
        assert len(files()) == len(FileKind) + 1

    assert [path.read_bytes() for path in files()] == [kept]
    assert CertificateFile.objects.get().certificate == other.certificate


def test_files_that_a_crash_left_are_found_later(pledge):
    PledgeFactory(confirmed=True)
    render_certificates()
    end(pledge, "revoke")  # and its commit wakes nobody

    assert discard_ended(limit=1) == 2
    assert discard_ended() == 0

    assert len(files()) == CertificateFile.objects.exclude(certificate=pledge.certificate).count() == 2


def test_files_that_cannot_be_deleted_now_are_not_forgotten(pledge, broken):
    certificate_file(pledge.certificate, FileKind.PDF)
    end(pledge, "withdraw")
    mend = broken("delete")

    assert discard_ended() == 0
    assert CertificateFile.objects.count() == 1
    mend()
    assert discard_ended() == 1

    assert files() == []
    assert not CertificateFile.objects.exists()


def test_the_files_of_a_pledge_that_has_ended_are_not_rendered_any_more(pledge):
    end(pledge, "withdraw")

    assert render_certificates() == 0
    assert files() == []


# --- the folder ---------------------------------------------------------------------------------------------------


class Breaking(io.BytesIO):
    """A source that breaks half-way."""

    def read(self, *args: object) -> bytes:
        raise OSError("the disk is full")


def test_a_write_that_breaks_leaves_nothing_behind():
    storage = certificate_storage()

    with pytest.raises(OSError, match="full"):
        storage.save("ab/abcd.pdf", File(Breaking(b"x"), name="x"))

    assert not storage.exists("ab/abcd.pdf")
    assert files() == []


def test_a_file_appears_under_its_name_only_when_it_is_whole(monkeypatch):
    """Looked at in the moment before the file gets its name: a kill then leaves no half certificate."""
    storage, seen = certificate_storage(), []
    replace = Path.replace

    def look_first(scratch: Path, target: Path) -> Path:
        seen.append((target.exists(), scratch.read_bytes()))
        return replace(scratch, target)

    monkeypatch.setattr(Path, "replace", look_first)

    storage.save("ab/abcd.pdf", ContentFile(b"whole"))

    assert seen == [(False, b"whole")]
    assert [path.name for path in files()] == ["abcd.pdf"]


def test_saving_the_same_name_twice_is_harmless():
    storage = certificate_storage()

    assert storage.save("ab/abcd.pdf", ContentFile(b"x")) == storage.save("ab/abcd.pdf", ContentFile(b"x"))
    assert len(files()) == 1
    assert os.access(files()[0], os.R_OK)


def test_equal_facts_give_equal_bytes(pledge):
    first = certificate_file(pledge.certificate, "pdf")
    CertificateFile.objects.all().delete()

    assert certificate_file(pledge.certificate, "pdf") == first
    assert len(files()) == 1


def test_a_file_drawn_before_its_signatory_wished_to_be_shown_otherwise_is_not_kept_after_it(pledge):
    """A slow visitor holds the old facts in the hand while staff enter the wish."""
    slow = Certificate.objects.get(pledge=pledge)
    staff = User.objects.create_superuser("secretariat@example.org", "x")
    change_display(pledge=pledge, by=staff, reason="By letter.", display=Display.HIDDEN)

    certificate_file(slow, FileKind.LINK)

    assert not CertificateFile.objects.filter(certificate=slow).exists()


def test_a_file_drawn_before_its_pledge_ended_is_not_kept_after_it(pledge):
    slow = Certificate.objects.get(pledge=pledge)
    staff = User.objects.create_superuser("secretariat@example.org", "x")
    withdraw_pledge(pledge=pledge, by=staff, reason="By letter.")

    certificate_file(slow, FileKind.LINK)

    assert not CertificateFile.objects.filter(certificate=slow).exists()
