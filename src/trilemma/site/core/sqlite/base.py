"""SQLite as Django knows it, but whoever wants to write queues for it.

SQLite lets writers try again after pauses that grow, so that under steady load some of them starve until they are told
that the database is locked. Here each write transaction first takes a lock on a file beside the database, which the
system gives to one after the other.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

if sys.platform != "win32":
    import fcntl

PATIENCE_SECONDS: Final = 20.0
PAUSE_SECONDS: Final = 0.001
WRITES: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class TurnCursor(base.SQLiteCursorWrapper):
    """A cursor whose writes outside of transactions take their turn too."""

    owner: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:  # noqa: ANN401 - as in Django
        """Execute a statement, in turn if it is a transaction of its own."""
        with self._in_turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:  # noqa: ANN401 - as in Django
        """Execute a statement many times, in turn if that is a transaction of its own."""
        with self._in_turn(query):
            return super().executemany(query, param_list)

    def _in_turn(self, query: str) -> AbstractContextManager[None]:
        alone = not self.owner.in_atomic_block and query.lstrip()[:7].upper().startswith(WRITES)
        return self.owner.turn() if alone else nullcontext()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose write transactions take turns with those of all other connections, in any process."""

    _turn: int | None = None
    _holds_turn = False

    def create_cursor(self, name: str | None = None) -> TurnCursor:
        """Return a cursor that takes turns."""
        del name
        cursor: TurnCursor = self.connection.cursor(factory=TurnCursor)
        cursor.owner = self
        return cursor

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn for one statement."""
        if self._holds_turn:
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._end_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # Django's stubs leave it out
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc] # Django's stubs leave it out
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # Django's stubs leave it out
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # Django's stubs leave it out
        finally:
            self._end_turn()
            if self._turn is not None:
                os.close(self._turn)
                self._turn = None

    def _take_turn(self) -> None:
        if sys.platform == "win32" or self._holds_turn or self.is_in_memory_db():
            return
        if self._turn is None:
            place = f"{self.settings_dict['NAME']}-turn"
            self._turn = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        limit = time.monotonic() + PATIENCE_SECONDS
        while not _locked(self._turn):
            if time.monotonic() > limit:
                raise OperationalError("database is locked")
            time.sleep(PAUSE_SECONDS)
        self._holds_turn = True

    def _end_turn(self) -> None:
        if self._holds_turn and self._turn is not None:
            self._holds_turn = False
            _unlock(self._turn)


if sys.platform != "win32":

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)

else:  # where the system has no such locks, SQLite's own have to do

    def _locked(descriptor: int) -> bool:
        del descriptor
        return True

    def _unlock(descriptor: int) -> None:
        del descriptor


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever Django looks for in a backend
    return getattr(base, name)
