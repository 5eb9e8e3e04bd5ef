"""The demo's settings with a database, static files and two addresses of the benchmark's own."""

from config.settings import *  # noqa: F403  settings are one flat list of names
from config.settings import DATA_DIR, DATABASES

# The home database only lends its connection, to create the benchmark's and to drop it.
HOME_DATABASE = DATABASES["default"]["NAME"]
DATABASES["default"]["NAME"] = f"{HOME_DATABASE}_bench"

ROOT_URLCONF = "benchmarks.urls"
STATIC_ROOT = DATA_DIR / "bench" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
