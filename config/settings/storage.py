"""STORAGE_URL -> Django's STORAGES, for any S3-compatible service."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.config import Config

# A visitor may be waiting: a store that says nothing is given up soon, and the file is drawn instead.
PATIENCE = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})


def s3_storages(url: str) -> dict[str, dict[str, Any]]:
    """Return the storages for `s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://HOST&region=NAME`.

    Key and secret are percent-encoded (`/` is `%2F`), and may be left out where the machine has a role. Certificates are
    private: the site hands them out.

    Raises:
        ValueError: the scheme is not `s3` or the bucket is missing.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ValueError("STORAGE_URL must look like s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://HOST")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    prefix = parts.path.strip("/")

    def storage(folder: str, backend: str, **more: Any) -> dict[str, Any]:
        options = {
            "bucket_name": parts.hostname,
            "location": "/".join(filter(None, [prefix, folder])),
            "access_key": parts.username and unquote(parts.username),
            "secret_key": parts.password and unquote(parts.password),
            "endpoint_url": query.get("endpoint"),
            "region_name": query.get("region"),
            "default_acl": None,
            "file_overwrite": True,
            "client_config": PATIENCE,
        }
        return {
            "BACKEND": backend,
            "OPTIONS": {k: v for k, v in options.items() if v is not None} | more,
        }

    return {
        "default": storage("media", "content.storage.MediaBucket", file_overwrite=False),
        "certificates": storage("certificates", "storages.backends.s3.S3Storage"),
    }
