"""Swedish texts: compile them for Django, and say which are missing.

python -m config.translations compile   .po to .mo, with Babel alone (no gettext needed)
python -m config.translations check     fails for a text without Swedish (needs gettext)
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = Path("config/locale")
APPS = ("config", "grants", "applications", "decisions", "followup", "catalog")


class Incomplete(RuntimeError):
    """The check could not be made."""


def compile_all() -> int:
    """Write a .mo beside every .po that is newer; return how many were written."""
    written = 0
    for source in sorted((ROOT / LOCALE).rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalog = read_po(file)
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        draft.replace(target)
        written += 1
    return written


def missing() -> list[str]:
    """The texts in code and templates that lack a Swedish translation or have a doubtful one.

    Works on a copy, so that nothing in the checkout changes. Raises Incomplete when gettext's
    programs are not installed or cannot read a file.
    """
    if not (shutil.which("xgettext") and shutil.which("msgmerge")):
        raise Incomplete("gettext is not installed (Debian: apt-get install gettext).")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copy(ROOT / "manage.py", copy)
        for app in APPS:
            shutil.copytree(ROOT / app, copy / app, ignore=shutil.ignore_patterns("__pycache__"))
        done = subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--locale", "sv", "--no-obsolete"],
            cwd=copy,
            env={
                **os.environ,
                "BIFALL_DATA": str(copy / "data"),
                "DATABASE_URL": "postgresql:///nothing-is-asked",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Incomplete(f"makemessages failed:\n{done.stdout}{done.stderr}")
        found = copy / LOCALE / "sv" / "LC_MESSAGES" / "django.po"
        with found.open("rb") as file:
            catalog = read_po(file)
    doubtful = []
    for message in catalog:
        texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.id and (message.fuzzy or not all(texts)):
            where = ", ".join(path for path, _line in message.locations)
            doubtful.append(f"{message.id!r} ({where})")
    return doubtful


def main(arguments: list[str]) -> int:
    """The command line; see the top of this file."""
    if arguments == ["compile"]:
        compile_all()
        return 0
    if arguments != ["check"]:
        print(__doc__)
        return 2
    try:
        texts = missing()
    except Incomplete as problem:
        print(f"Translations NOT checked: {problem}")
        return 1 if os.environ.get("CI") else 0
    for text in texts:
        print(f"No Swedish: {text}")
    print(f"Translations: {len(texts)} missing.")
    return 1 if texts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
