"""MS Project XML, the exchange format of Microsoft Project (MSPDI), read and written."""

from trilemma.files.mspdi.reader import read_mspdi
from trilemma.files.mspdi.writer import write_mspdi

__all__ = ["read_mspdi", "write_mspdi"]
