"""STORAGE_URL: where files lie."""

import pytest
from django.core.files.storage import StorageHandler

from config.settings.storage import s3_storages


def test_key_and_secret_are_read_as_their_owner_wrote_them():
    storages = s3_storages("s3://AKIA%2B1:ab%2Fcd%3A%40@bucket/site?endpoint=https://s3.example&region=eu-1")

    for storage in storages.values():
        assert (storage["OPTIONS"]["access_key"], storage["OPTIONS"]["secret_key"]) == ("AKIA+1", "ab/cd:@")
        assert storage["OPTIONS"]["bucket_name"] == "bucket"


def test_a_machine_with_a_role_needs_neither():
    options = s3_storages("s3://bucket")["certificates"]["OPTIONS"]

    assert not {"access_key", "secret_key", "endpoint_url"} & set(options)


def test_a_visitor_does_not_wait_long_for_a_store_that_says_nothing():
    handler = StorageHandler(s3_storages("s3://key:secret@bucket?endpoint=https://s3.example&region=eu-1"))

    config = handler["certificates"].connection.meta.client.meta.config

    assert config.connect_timeout + config.read_timeout <= 15
    assert config.retries["total_max_attempts"] == 2


@pytest.mark.parametrize("url", ["https://bucket", "s3://", "bucket"])
def test_other_addresses_are_refused(url):
    with pytest.raises(ValueError, match="STORAGE_URL"):
        s3_storages(url)
