"""The benchmark: every figure comes out on tiny numbers, and a page that fails is not measured."""

import json
import socket
import threading

import pytest

from benchmarks import figures, load, run, scene
from benchmarks.figures import Size

TINY = Size(turns=1, seconds=0.05, connections=2, projects=3, submits_per_turn=2, steps=2)
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


def test_a_page_that_fails_is_not_measured(live_server):
    figure = figures.against_empty(live_server.thread.port, TINY, "gone", load.get("/not/there/"))
    assert figure["value"] is None
    assert figure["problem"] == "/not/there/ answered 404, not 200"


def test_a_burst_ends_when_the_server_hangs_up():
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        with pytest.raises((load.UnexpectedAnswer, ConnectionError)):
            load.burst(server.getsockname()[1], [figures.EMPTY], connections=1, seconds=5)
