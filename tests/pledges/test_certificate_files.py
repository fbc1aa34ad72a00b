"""The files of a certificate: drawn once, kept under the digest of their bytes, never half-written."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from django.core.files import File
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfReader

from pledges import tokens
from pledges.models import Certificate, CertificateFile, Pledge
from pledges.owed import ATTEMPTS, certificate_file, certificate_storage, render_certificates
from tests.factories.pledges import PledgeFactory

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
    assert "must-revalidate" in first["Cache-Control"]


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
    assert render_certificates() == 1


def test_after_many_attempts_a_person_has_to_look(pledge):
    Certificate.objects.update(attempts=ATTEMPTS)

    assert render_certificates() == 0
    assert Certificate.objects.get().attempts == ATTEMPTS


def test_untried_rows_come_first(pledge):
    Certificate.objects.update(attempts=3)
    fresh = PledgeFactory(confirmed=True)

    render_certificates(limit=1)

    assert Certificate.objects.get(rendered_at__isnull=False) == fresh.certificate


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
