"""Where uploads are stored: a folder of this machine, or a private bucket that speaks S3."""

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FORM = "s3://bucket or s3://bucket/folder, then ?endpoint=https://s3.example&region=eu-north-1"


def of(address: str) -> dict[str, Any]:
    """The storage for Django's STORAGES. Raises ImproperlyConfigured with what is wrong.

    The keys to the bucket are not part of the address: boto3 finds them in AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY, or where the machine keeps them.
    """
    if address in {"", "local"}:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(address)
    said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if (
        parts.scheme != "s3"
        or not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", parts.netloc)
        or not set(said) <= {"endpoint", "region"}
        or not re.match(r"https?://", said.get("endpoint", "https://"))
    ):
        raise ImproperlyConfigured(f"BIFALL_STORAGE must be local or look like {FORM}.")
    if not (find_spec("storages") and find_spec("boto3")):
        raise ImproperlyConfigured(
            "BIFALL_STORAGE names an S3 bucket, for which two packages are missing: install them"
            " with pip install --require-hashes -r requirements-s3.txt."
        )
    return {
        "BACKEND": "config.bucket.PrivateBucket",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": unquote(parts.path).strip("/"),
            "endpoint_url": said.get("endpoint"),
            "region_name": said.get("region"),
            # Buckets of other makers than Amazon are found by path rather than by host name.
            "addressing_style": "path" if said.get("endpoint") else "auto",
            "signature_version": "s3v4",
            "default_acl": None,  # the bucket's own rule, which must be that nothing is public
            "file_overwrite": False,
            "max_memory_size": 2 * 1024 * 1024,  # bytes; what is larger is read by way of the disk
        },
    }
