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


def test_a_column_of_words_is_an_error_with_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'three' in column 'a' is no number") as caught:
        read(tmp_path, 'note,e,a\n"two\nlines",1,2\nx,1,three\n', Columns("e", "a"))
    assert caught.value.place == f"{tmp_path / 'history.csv'}:4:3"


def test_a_slip_in_one_of_many_cells_leaves_out_its_row_only(tmp_path: Path) -> None:
    found = read(tmp_path, "e,a\n" + "1,2\n" * 30 + "1,tbd\n", Columns("e", "a"))
    assert (found.rows, found.left_out) == (31, 1)


def test_a_column_without_any_date_is_an_error_with_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'soon' in column 'on' is no date") as caught:
        read(tmp_path, "e,a,on\n1,1,\n1,1,soon\n", Columns("e", "a", (), "on"))
    assert caught.value.place == f"{tmp_path / 'history.csv'}:3:3"


@pytest.mark.parametrize(
    "text, value",
    [
        ('e,a\n"1,234.5",1\n', 1234.5),
        ('e,a\n"1,234",1\n', 1234.0),
        ('e,a\n"1,5",1\n', 1.5),
        ('e,a\n"1.234,5",1\n', 1234.5),
        ("e;a\n1 234,5;1\n", 1234.5),
        ("e;a\n1'234.5;1\n", 1234.5),
        ("e;a\n1.5;1\n", 1.5),
        ("e\ta\n1e3\t1\n", 1000.0),
    ],
)
def test_the_decimal_mark_is_found_for_each_column(tmp_path: Path, text: str, value: float) -> None:
    assert read(tmp_path, text, Columns("e", "a")).history.tasks.estimates.tolist() == [value]


def test_text_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        found = read(tmp_path, "e,a,who\n1,2,Žofie\n", Columns("e", "a", ("who",)), encoding=encoding)
        assert found.history.tasks.groups[0].tolist() == ["Žofie"]


def test_a_missing_value_is_no_date_and_a_number_stands_for_itself(tmp_path: Path) -> None:
    found = read(tmp_path, "e,a,on\n1,1,2008\n1,1,\\N\n1,1,2010.5\n", Columns("e", "a", (), "on"))
    assert found.history.tasks.days[[0, 2]].tolist() == [2008.0, 2010.5]
    assert np.isnan(found.history.tasks.days[1])


def test_dates_with_and_without_the_hour_stand_in_one_column(tmp_path: Path) -> None:
    text = "e,a,on\n1,1,10/29/2012 12:00\n1,1,10/29/2012\n1,1,02/10/2013 12:00\n"
    found = read(tmp_path, text, Columns("e", "a", (), "on"))
    assert np.diff(found.history.tasks.days).tolist() == [-0.5, 104.5]


def test_a_column_is_found_whatever_its_capitals_unless_two_are_alike(tmp_path: Path) -> None:
    assert len(read(tmp_path, "Estimate,ACTUAL\n1,2\n", Columns("estimate", "actual")).history) == 1
    with pytest.raises(InputError, match="there is no column 'est'"):
        read(tmp_path, "Est,EST,a\n1,2,3\n", Columns("est", "a"))
