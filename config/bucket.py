"""Uploads in a bucket that speaks S3. Loaded only when BIFALL_STORAGE names one."""

from typing import Any, NoReturn

from storages.backends.s3 import S3Storage


class PrivateBucket(S3Storage):
    """A bucket whose files leave only through a view that has asked who may see them."""

    def url(self, name: str, *_args: Any, **_more: Any) -> NoReturn:
        """No file has an address of its own, not even a signed one that expires."""
        raise ValueError(f"{name} has no address; hand it out with grants.files.answer.")
