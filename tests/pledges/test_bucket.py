"""Certificates in a bucket that refuses, or is gone: pages and files answer, and are kept when it is back."""

import pytest

from config.settings.storage import s3_storages
from pledges.models import Certificate
from pledges.owed import render_certificates
from tests.bucket import Bucket
from tests.factories.pledges import PledgeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings):
    with Bucket() as bucket:
        settings.STORAGES = settings.STORAGES | {"certificates": s3_storages(bucket.url)["certificates"]}
        yield bucket


def test_files_are_kept_in_the_bucket_and_read_from_it(bucket, client):
    pledge = PledgeFactory(confirmed=True)

    assert render_certificates() == 1

    assert len(bucket.kept) == 2
    (pdf,) = [content for path, content in bucket.kept.items() if path.endswith(".pdf")]
    assert client.get(f"/c/{pledge.certificate.pretty_number}.pdf").content == pdf


@pytest.mark.parametrize("refusal", [403, 500, 503])
def test_a_bucket_that_refuses_costs_no_visitor_a_page_or_a_file(bucket, client, refusal):
    pledge = PledgeFactory(confirmed=True)
    number = pledge.certificate.pretty_number
    bucket.refusal = refusal

    assert render_certificates() == 0
    assert client.get(f"/en/certificates/{number}/").status_code == 200
    pdf = client.get(f"/c/{number}.pdf")
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF-")
    assert client.get("/readyz").json()["parts"]["storage"] is False
    assert bucket.kept == {}

    bucket.refusal = 0
    Certificate.objects.update(attempts=0)
    assert render_certificates() == 1
    assert pdf.content in bucket.kept.values()


def test_a_bucket_that_is_gone_costs_no_visitor_a_file(settings, client):
    pledge = PledgeFactory(confirmed=True)
    with Bucket() as bucket:
        settings.STORAGES = settings.STORAGES | {"certificates": s3_storages(bucket.url)["certificates"]}
        assert render_certificates() == 1

    pdf = client.get(f"/c/{pledge.certificate.pretty_number}.pdf")

    assert pdf.status_code == 200
    assert pdf.content in bucket.kept.values()  # drawn again, to the same bytes
