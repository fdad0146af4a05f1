"""Histories of estimates and actuals from CSV files of many origins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trilemma.engine.api import InputError
from trilemma.files.history import Columns, HistoryFile, read_history


def read(folder: Path, text: str, columns: Columns, encoding: str = "utf-8") -> HistoryFile:
    path = folder / "history.csv"
    path.write_text(text, encoding=encoding)
    return read_history(path, columns)


def test_columns_are_found_by_name_in_any_order(tmp_path: Path) -> None:
    text = "who,Actual,Estimate,kind\nann,3,2,code\nbob,5,4,test\n"
    found = read(tmp_path, text, Columns("Estimate", "Actual", ("kind", "who")))
    assert found.history.tasks.estimates.tolist() == [2.0, 4.0]
    assert found.history.actuals.tolist() == [3.0, 5.0]
    assert found.history.tasks.group_names == ("kind", "who")
    assert [labels.tolist() for labels in found.history.tasks.groups] == [["code", "test"], ["ann", "bob"]]
    assert np.isnan(found.history.tasks.days).all()


def test_rows_that_teach_nothing_are_left_out_and_counted(tmp_path: Path) -> None:
    text = "e,a\n2,3\n0,3\n,3\n2,\nn/a,3\n-1,3\n2,inf\n4,4\n"
    found = read(tmp_path, text, Columns("e", "a"))
    assert found.history.tasks.estimates.tolist() == [2.0, 4.0]
    assert (found.rows, found.left_out) == (8, 6)


def test_a_file_with_semicolons_has_decimal_commas(tmp_path: Path) -> None:
    found = read(tmp_path, "e;a\n1.234,5;2,25\n3;4\n", Columns("e", "a"))
    assert found.history.tasks.estimates.tolist() == [1234.5, 3.0]
    assert found.history.actuals.tolist() == [2.25, 4.0]


def test_windows_text_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, "e,a,who\n1,2,Jürgen\n", Columns("e", "a", ("who",)), encoding="cp1252")
    assert found.history.tasks.groups[0].tolist() == ["Jürgen"]


@pytest.mark.parametrize(
    "first, second, days",
    [
        ("2026-03-01", "2026-03-11", 10.0),
        ("2026-03-01T00:00:00.000+0000", "2026-03-11T12:00:00.000+0000", 10.5),
        ("02-Nov-04", "12-Nov-04", 10.0),
        ("10/29/2012 13:12", "10/30/2012 13:12", 1.0),
        ("29/10/2012", "30/10/2012", 1.0),
        ("29.10.2012", "30.10.2012", 1.0),
    ],
)
def test_dates_are_read_in_the_form_of_their_column(tmp_path: Path, first: str, second: str, days: float) -> None:
    found = read(tmp_path, f"e,a,on\n1,1,{first}\n1,1,{second}\n", Columns("e", "a", (), "on"))
    assert float(np.diff(found.history.tasks.days)[0]) == days


def test_a_day_that_no_month_has_decides_between_day_first_and_month_first(tmp_path: Path) -> None:
    found = read(tmp_path, "e,a,on\n1,1,01/02/2020\n1,1,02/02/2020\n1,1,25/02/2020\n", Columns("e", "a", (), "on"))
    assert np.diff(found.history.tasks.days).tolist() == [1.0, 23.0]


def test_a_date_that_is_none_is_unknown(tmp_path: Path) -> None:
    found = read(tmp_path, "e,a,on\n1,1,2020-01-01\n1,1,soon\n", Columns("e", "a", (), "on"))
    assert np.isnan(found.history.tasks.days).tolist() == [False, True]


def test_a_missing_column_is_an_error_that_lists_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "e,a\n1,1\n", Columns("e", "b"))
    assert caught.value.message == "there is no column 'b'; the columns are e, a"
    assert caught.value.place == f"{tmp_path / 'history.csv'}:1"


def test_a_history_without_a_usable_row_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row has both an estimate and an actual above 0"):
        read(tmp_path, "e,a\n0,1\n", Columns("e", "a"))
    with pytest.raises(InputError, match="there is no column 'e'"):
        read(tmp_path, "", Columns("e", "a"))


def test_a_cell_without_end_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="field larger than field limit"):
        read(tmp_path, 'e,a\n1,"' + "x" * 200_000, Columns("e", "a"))
