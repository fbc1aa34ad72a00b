"""Pictures come from our own host, in development and in production."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


def test_a_rendition_is_handed_out_for_ever(client):
    default_storage.save("images/light.2e16d0ba.fill-480x270.png", ContentFile(PNG))

    response = client.get("/media/images/light.2e16d0ba.fill-480x270.png")

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PNG
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/media/images/missing.png",
        "/media/original_images/light.png",
        "/media/documents/plan.pdf",
        "/media/images/plan.pdf",
        "/media/images/../documents/plan.pdf",
        "/media/images/drawing.svg",
    ],
)
def test_originals_documents_and_drawings_are_not_reached(client, path, db):
    for name in ("original_images/light.png", "documents/plan.pdf", "images/plan.pdf", "images/drawing.svg"):
        default_storage.save(name, ContentFile(PNG))

    assert client.get(path).status_code == 404


def test_a_bucket_shows_its_pictures_under_our_address():
    from content.storage import MediaBucket

    assert MediaBucket(bucket_name="b").url("images/ä b.png") == "/media/images/%C3%A4%20b.png"
