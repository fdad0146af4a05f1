from __future__ import annotations

import io
import json
import os
import signal
import threading
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from trilemma.cli.output import as_json, table
from trilemma.cli.progress import ProgressLines
from trilemma.cli.stop import StopOnSignal


def test_money_instants_and_arrays_have_one_form_in_json() -> None:
    content = {
        "cost": Decimal("12500.00"),
        "finish": datetime(2027, 3, 1, 17, 0, tzinfo=UTC),
        "sd": np.float64(1.5),
        "draws": np.array([1, 2]),
        "bound": float("nan"),
        "ids": ("a", "b"),
    }
    assert json.loads(as_json(content)) == {
        "cost": "12500.00",
        "finish": "2027-03-01T17:00:00+00:00",
        "sd": 1.5,
        "draws": [1, 2],
        "bound": None,
        "ids": ["a", "b"],
    }


def test_what_has_no_form_in_json_is_a_fault() -> None:
    with pytest.raises(TypeError, match="object has no form in JSON"):
        as_json({"thing": object()})


def test_a_table_aligns_words_left_and_numbers_right() -> None:
    assert table(["id", "cost"], [["design", Decimal("12500.00")], ["build", None]], "lr") == (
        "id           cost\n------  ---------\ndesign  12 500.00\nbuild           -"
    )


def test_a_table_without_rows_is_its_headings() -> None:
    assert table(["id", "cost"], []) == "id  cost\n--  ----"


def test_progress_in_lines_is_written_at_most_once_a_second() -> None:
    stream = io.StringIO()
    lines = ProgressLines(stream, terminal=False)
    for step in range(100):
        lines.report(step / 100, "searching")
    assert stream.getvalue() == "  0%  searching\n"


def test_progress_on_a_terminal_is_one_line_that_is_taken_away() -> None:
    stream = io.StringIO()
    lines = ProgressLines(stream, terminal=True)
    lines.report(0.5, "half")
    lines.clear()
    assert stream.getvalue() == "\r 50%  half\r" + " " * len(" 50%  half") + "\r"


def test_the_first_signal_asks_to_stop_and_the_second_interrupts() -> None:
    with StopOnSignal() as stop:
        assert not stop()
        os.kill(os.getpid(), signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)


def test_the_handlers_are_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with StopOnSignal():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_there_is_nothing_to_handle() -> None:
    seen: list[bool] = []

    def work() -> None:
        with StopOnSignal() as stop:
            seen.append(stop())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
