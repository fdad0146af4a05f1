"""One attempt of one run, from loading to its end, whichever process it happens in."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from trilemma.engine.api import StoppedError, TrilemmaError
from trilemma.site.core.errors import SiteError
from trilemma.site.runs import outcomes
from trilemma.site.runs.errors import FAULT, FAULT_MESSAGE, UNKNOWN_KIND, DiedError
from trilemma.site.runs.jobs.handlers import Stop, Watcher, handler_of
from trilemma.site.runs.models import Run
from trilemma.site.runs.outcomes import Claim

_LOG: Final = logging.getLogger("trilemma.runs")


def carry_out(claim: Claim, watcher: Watcher, stop: Stop) -> None:
    """Carry out an attempt and write how it ended; where it is superseded, nothing is written.

    Raises
    ------
    DiedError
        If the database went away: nobody knows yet how the run ends.
    """
    try:
        _attempt(claim, watcher, stop)
    except StoppedError:
        outcomes.cancelled(claim.run_id, claim.attempt)
    except TrilemmaError as error:
        outcomes.fail(claim.run_id, claim.attempt, error.code, str(error))
    except SiteError as error:
        outcomes.fail(claim.run_id, claim.attempt, error.code, error.message)
    except (OperationalError, InterfaceError) as error:
        connection.close()
        raise DiedError(str(error)) from error
    except MemoryError as error:
        raise DiedError("out of memory") from error
    except Exception:  # noqa: BLE001 - of any app; its run fails, the worker goes on
        _LOG.exception("run %s (%s) failed", claim.run_id, claim.kind)
        outcomes.fail(claim.run_id, claim.attempt, FAULT, str(FAULT_MESSAGE))


def _attempt(claim: Claim, watcher: Watcher, stop: Stop) -> None:
    try:
        handler = handler_of(claim.kind)
    except KeyError:
        outcomes.fail(claim.run_id, claim.attempt, UNKNOWN_KIND, f"no app of this version computes {claim.kind!r}")
        return
    run = outcomes.held(claim.run_id, claim.attempt).first()
    if run is None:
        return
    loaded = handler.load(run)
    found = handler.compute(loaded, progress=watcher, stop=stop, clock=time.monotonic, seed=run.seed)

    def save(row: Run) -> outcomes.Outcome:
        return handler.save(row, found)

    outcomes.finish(claim.run_id, claim.attempt, save)
