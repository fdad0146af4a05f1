"""CSV files: a Jira export where it looks like one, else a list of activities."""

from __future__ import annotations

from trilemma.engine.api import Plan
from trilemma.files.jira import is_jira, read_jira_csv
from trilemma.files.lists import read_csv_list
from trilemma.files.lists.csv_list import csv_rows


def read_csv_plan(data: bytes, name: str = "plan.csv") -> Plan:
    """Read a plan from CSV, see `read_jira_csv` and `read_csv_list`."""
    rows = [[str(cell) for cell in row] for row in csv_rows(data, name)[:60]]
    if rows and is_jira(rows[0], rows[1:]):
        return read_jira_csv(data, name)
    return read_csv_list(data, name)
