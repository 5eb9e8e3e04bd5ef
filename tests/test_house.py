"""The architecture as assertions: floors, rooms, doors and sizes (docs/house.md)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template
from django_fsm import FSMField

from grants import steps
from grants.models import Life

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["grants", "applications", "decisions", "followup", "catalog"]
# Inside an app, from the top of the house down: a room may import from lower rows only, and from
# its own row where the house says so (pure rooms at the bottom do not know each other's models).
ROOMS = [
    {"urls"},
    {"views", "admin", "api", "jobs", "templatetags", "management"},
    {
        *("forms", "letters", "resources"),
        *("statistics", "search", "archive", "desk", "demo"),
    },
    {"steps"},
    {"mail"},
    {"ledger"},
    {"models"},
    {
        *("law", "money", "rules", "paper", "chart", "questions", "clock"),
        *("portfolio", "calibration", "assignment", "masking"),
        *("iso20022", "opendata", "files", "apps", "budget", "shingles"),
    },
]
FORBIDDEN = {
    *("services", "selectors", "signals", "utils", "helpers", "common", "core", "constants"),
    *("enums", "managers", "mixins", "validators"),
}
HEAVY = {"pandas", "highspy", "reportlab", "pikepdf", "rdflib"}
# Where each heavy package is imported, and nowhere else. The press of `grants/paper` imports its
# own at the top, and is itself imported when the first letter is drawn.
OWNERS = {
    "reportlab": "grants/paper/",
    "pikepdf": "grants/paper/",
    "pandas": "catalog/statistics.py",
    "highspy": ("decisions/assignment.py", "decisions/portfolio/highs.py"),
}
LIVES = [m for m in apps.get_models() if issubclass(m, Life)]


def modules() -> Iterator[Path]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that is imported, with 0 for an import at the top and 1 for one inside."""
    tree = ast.parse((ROOT / path).read_text())
    for node in ast.walk(tree):
        depth = 0 if node in tree.body else 1
        if isinstance(node, ast.Import):
            yield from ((alias.name, depth) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, depth
            yield from ((f"{node.module}.{alias.name}", depth) for alias in node.names)


def row(room: str) -> int | None:
    return next((place for place, rooms in enumerate(ROOMS) if room in rooms), None)


def room_of(path: Path) -> str:
    return path.parts[1].removesuffix(".py")


ALL = list(modules())
IDS = [str(path) for path in ALL]


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_floors_import_downwards_only(path):
    above = FLOORS[FLOORS.index(path.parts[0]) + 1 :]
    climbed = [name for name, _depth in imports(path) if name.split(".")[0] in [*above, "config"]]
    assert climbed == []


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_rooms_import_downwards_only(path):
    here = row(room_of(path))
    if room_of(path) in ("__init__", "migrations"):
        return
    assert here is not None, f"the house has no room called {room_of(path)}"
    for name, _depth in imports(path):
        parts = name.split(".")
        if parts[0] == path.parts[0] and len(parts) > 1 and (there := row(parts[1])) is not None:
            assert there >= here, f"{path} imports {name}, which lies above it"


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_imports_stand_at_the_top_except_the_heavy_ones(path):
    inside = {name.split(".")[0] for name, depth in imports(path) if depth}
    # numpy goes with highspy and pandas; it is not in HEAVY because openpyxl loads it at the start.
    assert inside <= HEAVY | {"numpy"} | (
        {"grants"} if str(path) == "grants/paper/__init__.py" else set()
    )
    for name, _depth in imports(path):
        owner = OWNERS.get(name.split(".")[0], "")
        assert str(path).startswith(owner), f"{name} is not for {path}"


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_every_module_says_what_is_in_it_and_is_no_longer_than_600_lines(path):
    text = (ROOT / path).read_text()
    assert text.count("\n") <= 600
    assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{path} has no first line"


def test_no_module_has_a_name_that_says_nothing():
    names = {part.removesuffix(".py") for path in ALL for part in path.parts}
    assert names & FORBIDDEN == set()


def test_ledger_imports_its_own_models_only():
    found = {n for n, _d in imports(Path("grants/ledger.py")) if n.startswith("grants.models")}
    assert {name.split(".")[2] for name in found if name.count(".") > 1} == {"fund"}


def test_views_know_nobody_s_role():
    """A template shows what `steps.open_to` says and never asks for a role in a life's step."""
    for template in (ROOT).glob("*/templates/**/*.html"):
        assert "user.holds" not in template.read_text()


@pytest.mark.parametrize("model", LIVES, ids=lambda m: m._meta.model_name)
def test_every_life_is_guarded(model):
    state = model._meta.get_field("state")
    assert isinstance(state, FSMField)
    assert state.protected
    assert callable(model.birth.permission)
    assert model.birth.label
    names = {trigger.name for trigger in model._meta.triggers}
    assert "only_through_the_door" in names


@pytest.mark.parametrize("model", LIVES, ids=lambda m: m._meta.model_name)
def test_every_step_names_its_person_and_its_label(model):
    # A life of one state is only born: a note is written, and that is all.
    assert steps.machine(model) or len(model.State.values) == 1
    for step in steps.machine(model):
        assert callable(step.permission), step.name
        assert step.custom["label"], step.name
        for condition in step.conditions:
            assert condition.message, f"{step.name}: {condition.__name__}"


@pytest.mark.parametrize("model", LIVES, ids=lambda m: m._meta.model_name)
def test_every_state_is_reached_and_every_step_leads_somewhere(model):
    states = set(model.State.values)
    # A step without a target leaves the state as it is.
    targets = {step.target for step in steps.machine(model)} - {None} | {
        model._meta.get_field("state").default
    }
    assert targets == states
    assert {step.source for step in steps.machine(model)} <= states
    assert set(model.main_line) <= states


def test_every_step_that_tells_somebody_has_words_for_it():
    """The template names the model and the step; a step without words would fail when taken."""
    for path in ROOT.glob("*/templates/mail/*.txt"):
        if path.stem.startswith("_"):
            continue
        model, _, step = path.stem.partition("_")
        life = steps.lives()[model]
        assert step == "begun" or step in {s.name for s in steps.machine(life)}, path.name
        get_template(f"mail/{path.name}")


def test_django_starts_without_the_heavy_packages():
    code = (
        "import django, sys; django.setup(); "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
