"""The benchmark: every figure comes out on tiny numbers, and a page that fails is not measured."""

import json
import socket
import threading

import pytest

from applications.models import Application
from benchmarks import figures, load, run, rush, scene
from benchmarks.figures import Size
from benchmarks.server import Server

TINY = Size(
    turns=1, seconds=0.05, connections=2, projects=3, submits_per_turn=2, steps=2, saves_per_turn=2
)
KEYS = {"figure", "value", "unit", "reference", "reference_value", "ratio", "n"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("benchmarks.urls")]


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_figure_is_a_json_line(live_server, capsys):
    stage = scene.build(TINY.projects, boards=2)
    port = live_server.thread.port

    run.tell({"run": run.about(TINY)})
    for figure in figures.over_http(port, TINY, stage):
        run.tell(figure)
    run.tell(figures.submit_step(TINY, stage))
    run.tell(figures.peak_memory(100.0, 125.0))

    about, *found = lines(capsys)
    assert about["run"]["rows"]["projects"] == 3
    assert about["run"]["postgresql"]
    assert [f["figure"] for f in found if f["value"] is None] == []
    for figure in found[:-1]:
        assert figure.keys() >= KEYS
        assert figure["value"] > 0
        assert figure["ratio"] > 0
    names = {f["figure"] for f in found}
    assert names >= {"empty view", "view that inserts one row", "public start page"}
    assert names >= {"catalogue list", "submit, over HTTP", "submit step"}
    assert found[-1]["ratio"] == 1.25
    told = {figure["figure"]: figure for figure in found}
    assert told["a full case, officer"]["answers"] >= 40
    assert told["autosave of one answer"]["queries"] <= 6


def test_a_rush_stores_each_submission_once(live_server):
    stage = scene.build(TINY.projects, boards=2)
    size = rush.Size(drafts=6, clients=2, turns=2, seconds=0.05)
    web = Server(live_server.thread.port, 0)
    owners = stage.crowd(size.clients)
    drafts = stage.copies(size.drafts, owners, stage.calls)
    clients = [rush.reads(web.port, owner, drafts) for owner in owners]

    figure = rush.rush("rush", web, size, clients, drafts)

    assert figure.keys() >= KEYS
    assert (figure["n"], figure["lost"], figure["duplicates"]) == (6, 0, 0)
    assert rush.is_sound(figure)
    stored = Application.objects.filter(pk__in=[d.pk for d in drafts], state="submitted")
    assert len(set(stored.values_list("county", "case_number"))) == 6
    assert not rush.is_sound(figure | {"lost": 1})


def test_what_gets_no_answer_is_sent_again():
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    def serve(server):
        server.accept()[0].close()
        line, _address = server.accept()
        line.recv(1000)
        line.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=[server], daemon=True).start()
        port = server.getsockname()[1]
        burst = load.burst(port, [figures.EMPTY], connections=1, seconds=5, once=True, again=True)
    assert (len(burst.times), burst.repeated) == (1, 1)


def test_one_part_can_be_measured_by_itself(capsys):
    assert run.main(["assignment", "everything"]) == 2
    assert "Not known: everything" in capsys.readouterr().err
    assert run.main(["assignment", "--quick"]) == 0
    time_, memory = lines(capsys)
    assert time_["figure"] == "assignment of 200 cases to 20 assessors"
    assert time_["complete"]
    assert memory["unit"] == "MiB"


def test_a_page_that_fails_is_not_measured(live_server):
    figure = figures.against_empty(live_server.thread.port, TINY, "gone", load.get("/not/there/"))
    assert figure["value"] is None
    assert figure["problem"] == "/not/there/ answered 404, not 200"


def test_a_burst_ends_when_the_server_hangs_up():
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        with pytest.raises((load.UnexpectedAnswer, ConnectionError)):
            load.burst(server.getsockname()[1], [figures.EMPTY], connections=1, seconds=5)
