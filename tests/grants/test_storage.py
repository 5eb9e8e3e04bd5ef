"""Where uploads lie: a folder, or a bucket of a real server that speaks S3 (moto's)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from moto.server import ThreadedMotoServer

from config import storage
from grants import files

ROOT = Path(__file__).resolve().parents[2]
PDF = b"%PDF-1.7 stadgar %%EOF"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    _host, port = running.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    running.stop()


@pytest.fixture
def bucket(server, monkeypatch, settings) -> Any:
    """An empty bucket, which the settings name as the place of uploads."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "a key for tests")
    made = boto3.resource("s3", endpoint_url=server, region_name="eu-north-1").Bucket("bifall")
    made.create(CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    place = storage.of(f"s3://bifall/uppladdat?endpoint={server}&region=eu-north-1")
    settings.STORAGES = settings.STORAGES | {"default": place}
    yield made
    made.objects.delete()
    made.delete()


def test_a_file_goes_into_the_bucket_and_comes_out_through_the_view_alone(bucket, server):
    place = storages["default"]
    upload = SimpleUploadedFile("stadgar.pdf", PDF)
    taken = files.taken_in(upload)
    name = place.save(f"attachments/1/{taken.sha256}", upload)
    assert [found.key for found in bucket.objects.all()] == [f"uppladdat/{name}"]
    assert place.exists(name)
    stored = Stored(place, name)
    assert b"".join(files.answer(stored, taken.name).streaming_content) == PDF
    with pytest.raises(ValueError, match="has no address"):
        place.url(name)
    with pytest.raises(HTTPError, match="403"):
        urlopen(f"{server}/bifall/uppladdat/{name}")
    place.delete(name)
    assert not place.exists(name)


class Stored:
    """What a FileField hands out."""

    def __init__(self, place: Any, name: str) -> None:
        self.place, self.name = place, name

    def open(self, mode: str) -> Any:
        return self.place.open(self.name, mode)


def test_a_file_that_is_gone_is_told_as_gone(bucket):
    with pytest.raises(FileNotFoundError):
        files.answer(Stored(storages["default"], "attachments/1/borta"), "borta.pdf")


def test_a_large_file_comes_out_by_way_of_the_disk(bucket):
    place = storages["default"]
    large = os.urandom(3 * 1024 * 1024)
    name = place.save("attachments/1/stor", SimpleUploadedFile("stor.pdf", large))
    with place.open(name) as stored:
        assert stored.read() == large
        assert stored.file._rolled


def test_the_same_name_twice_does_not_write_over(bucket):
    place = storages["default"]
    names = {place.save("a/b", SimpleUploadedFile("a", content)) for content in (b"1", b"2")}
    assert len(names) == 2


@pytest.mark.parametrize("address", ["", "local"])
def test_the_default_is_a_folder(address):
    assert storage.of(address) == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3:bucket",
        "https://bucket.s3.amazonaws.com",
        "s3://Bucket",
        "s3://key:secret@bucket",
        "s3://bucket?endpoint=s3.example",
        "s3://bucket?acl=public-read",
        "/srv/uploads",
    ],
)
def test_another_address_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="must be local or look like s3://bucket"):
        storage.of(address)


def start(*flags: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What a process says that loads the settings with these variables."""
    code = "from django.conf import settings; print(settings.STORAGES['default']['BACKEND'])"
    return subprocess.run(
        [sys.executable, *flags, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_settings_read_the_address():
    said = start(BIFALL_STORAGE="s3://bucket?region=eu-north-1")
    assert said.stdout.strip() == "config.bucket.PrivateBucket"


def test_a_bucket_without_its_packages_stops_the_start_with_what_to_install(monkeypatch):
    found = storage.find_spec
    monkeypatch.setattr(storage, "find_spec", lambda name: name != "boto3" and found(name))
    with pytest.raises(ImproperlyConfigured, match=r"-r requirements-s3\.txt"):
        storage.of("s3://bucket")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BIFALL_CLAMAV", "clamav:3310"),
        ("BIFALL_CLAMAV", "http://clamav:3310"),
        ("BIFALL_CLAMAV_SILENT", "perhaps"),
        ("BIFALL_STORAGE", "ftp://bucket"),
    ],
)
def test_a_wrong_setting_stops_the_start(name, value):
    said = start(**{name: value})
    assert said.returncode == 1
    assert f"ImproperlyConfigured: {name} must " in said.stderr


@pytest.mark.parametrize(
    "place", ["tcp://clamav:3310", "tcp://[::1]:3310", "unix:///run/a", "/run/a"]
)
def test_a_scanner_is_named_by_host_or_by_path(place):
    assert start(BIFALL_CLAMAV=place).returncode == 0
