"""The history as a chain: whoever alters, removes or moves a line is found out."""

import pytest
from django.core.management import call_command
from django.db import connection

from grants import steps
from grants.models import Event
from tests import cast

pytestmark = pytest.mark.django_db


def verify(capsys) -> tuple[int, str]:
    """The exit code of verify_log, and what it says."""
    code = 0
    try:
        call_command("verify_log")
    except SystemExit as exit_:
        code = exit_.code
    said = capsys.readouterr()
    return code, said.out + said.err


def behind_the_trigger(sql: str, *values: object) -> None:
    """What somebody with the keys to the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE grants_event DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE grants_event ENABLE TRIGGER USER")


def test_an_unbroken_log_verifies(capsys):
    cast.entry()
    code, said = verify(capsys)
    assert (code, "04:" in said) == (0, True)
    assert "Södermanland" not in said


def test_an_empty_log_verifies(capsys):
    assert verify(capsys)[0] == 0


def test_every_line_carries_the_digest_that_python_computes_too():
    cast.granted()
    assert all(event.hash == event.digest() for event in Event.objects.all())


def test_each_board_has_a_chain_of_its_own():
    cast.call()
    cast.call("37a", by=cast.otto(), county_id=cast.KALMAR)
    for chain in (cast.SODERMANLAND, cast.KALMAR):
        assert [e.seq for e in Event.objects.filter(chain=chain).order_by("seq")] == [1, 2]


def test_awkward_words_hash_alike_in_the_database_and_here(capsys):
    call = cast.call()
    note = 'Å "citat" \\ snedstreck / \u2028 \u00a0 tab\t rad\r\n 🇸🇪 \x7f </script>'
    steps.take("cancel", call, by=cast.karin(), note=note)
    assert verify(capsys)[0] == 0


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE grants_event SET note = 'x' WHERE seq = 2", "line 2"),
        (
            "UPDATE grants_event SET by_id = (SELECT max(id) FROM grants_user) WHERE seq = 1",
            "line 1",
        ),
        ("UPDATE grants_event SET at = at + interval '1 second' WHERE seq = 2", "line 2"),
        ("UPDATE grants_event SET previous = '' WHERE seq = 2", "line 2"),
        ("DELETE FROM grants_event WHERE seq = 1", "line 1"),
        ("UPDATE grants_event SET seq = 9 WHERE seq = 2", "line 2"),
    ],
)
def test_a_line_that_was_tampered_with_is_found(capsys, sql, words):
    cast.call()
    cast.siv()  # for the one who shifts the blame
    behind_the_trigger(sql)
    code, said = verify(capsys)
    assert code == 1
    assert words in said


def test_only_the_first_fault_of_each_chain_is_told(capsys):
    cast.call()
    cast.call("37a", by=cast.otto(), county_id=cast.KALMAR)
    behind_the_trigger("UPDATE grants_event SET note = 'x'")
    code, said = verify(capsys)
    assert code == 1
    assert said.count("broken at line 1") == 2
    assert "line 2" not in said
