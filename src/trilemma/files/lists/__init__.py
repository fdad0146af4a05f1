"""Lists of activities in spreadsheets: CSV and XLSX, read, written and used to update a plan by key."""

from trilemma.files.lists.csv_list import read_csv_list, update_from_csv, write_csv_list
from trilemma.files.lists.xlsx_list import read_xlsx_list, update_from_xlsx, write_xlsx_list

__all__ = [
    "read_csv_list",
    "read_xlsx_list",
    "update_from_csv",
    "update_from_xlsx",
    "write_csv_list",
    "write_xlsx_list",
]
