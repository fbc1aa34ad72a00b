"""STORAGE_URL -> Django's STORAGES, for any S3-compatible service."""

from typing import Any
from urllib.parse import parse_qs, urlsplit


def s3_storages(url: str) -> dict[str, dict[str, Any]]:
    """Return the storages for `s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://HOST&region=NAME`.

    Key and secret may be left out where the machine has a role. Certificates are private: the site hands them out.

    Raises:
        ValueError: the scheme is not `s3` or the bucket is missing.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ValueError("STORAGE_URL must look like s3://KEY:SECRET@BUCKET/PREFIX?endpoint=https://HOST")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    prefix = parts.path.strip("/")

    def storage(folder: str, **more: Any) -> dict[str, Any]:
        options = {
            "bucket_name": parts.hostname,
            "location": "/".join(filter(None, [prefix, folder])),
            "access_key": parts.username,
            "secret_key": parts.password,
            "endpoint_url": query.get("endpoint"),
            "region_name": query.get("region"),
            "default_acl": None,
            "file_overwrite": True,
        }
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {k: v for k, v in options.items() if v is not None} | more,
        }

    return {"default": storage("media", querystring_auth=False), "certificates": storage("certificates")}
