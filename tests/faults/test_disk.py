"""The disk of the certificates is full: their pages and files answer, nothing lies there by halves, the rest follows."""

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.night import Night, an_address
from tests.faults.servers import needed

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


@contextmanager
def a_full_disk(place: Path) -> Iterator[Path]:
    """A small disk of its own at a place, full to the last byte. Yields the file that fills it."""
    place.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=False)
    needed(mounted.returncode == 0, "a disk can be mounted here (as root)")
    filling = place / "filling"
    try:
        with filling.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 4096):
                    pass
            except OSError:  # no space left on device
                pass
        yield filling
    finally:
        subprocess.run(["umount", str(place)], check=True)


def files_in(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file() and path.name != "filling"]


def a_certificate(night: Night) -> str:
    email = an_address()
    night.signed(email)
    return night.press(night.link_to(email), email).location


def test_certificates_answer_while_their_disk_is_full_and_are_kept_when_there_is_room(night):
    place = night.installation.folder / "certificates"
    before = night.count("pledges_certificatefile")
    with a_full_disk(place) as filling:
        page = a_certificate(night)
        number = page.strip("/").rpartition("/")[2]

        assert night.site.get(page).status == 200
        pdf = night.site.get(f"/c/{number}.pdf")
        assert pdf.status == 200
        assert pdf.body.startswith(b"%PDF-")
        assert night.site.get(f"/c/{number}/share/link.png").status == 200
        assert night.site.get("/readyz").status == 503
        assert not night.parts()["storage"]
        assert files_in(place) == []
        assert "certificate.not_kept" in night.installation.log()
        assert night.count("pledges_certificatefile") == before

        filling.unlink()
        night.wait_until_well()
        kept = files_in(place)
        assert len(kept) >= 2
        assert all(path.stem == hashlib.sha256(path.read_bytes()).hexdigest() for path in kept)
        assert night.site.get(f"/c/{number}.pdf").body == pdf.body


def test_a_place_that_is_no_folder_any_more_costs_no_visitor_a_file(night):
    place = night.installation.folder / "certificates"
    aside = place.rename(place.with_name("certificates-aside"))
    place.write_text("not a folder")
    try:
        page = a_certificate(night)
        number = page.strip("/").rpartition("/")[2]

        assert night.site.get(page).status == 200
        assert night.site.get(f"/c/{number}.pdf").body.startswith(b"%PDF-")
        assert not night.parts()["storage"]
    finally:
        place.unlink()
        aside.rename(place)
