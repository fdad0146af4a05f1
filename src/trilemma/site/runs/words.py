"""Runs in words: what the kinds are called, and how far a run is."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from trilemma.site.core.templatetags.shell import amount
from trilemma.site.runs.models import Run, RunState

_TITLES: dict[str, Callable[[], str]] = {}


def add_title(kind: str, title: Callable[[], str]) -> None:
    """Let an app say what its kind of run is called, such as “Forecast”; called in ``apps``."""
    _TITLES[kind] = title


def title_of(kind: str) -> str:
    """Return the words for a kind."""
    return _TITLES[kind]() if kind in _TITLES else kind.replace("_", " ").replace(".", " ").capitalize()


def note_of(run: Run, *, in_full: bool) -> str:
    """Return how far a run is, or how it ended, in a few words.

    What was found so far may be costs: it is told in full only to those who may steer the run.
    """
    match run.state:
        case RunState.QUEUED:
            return _("Waiting for its turn")
        case RunState.RUNNING:
            return _("Stopping with the best so far") if run.cancel_requested else _progress_of(run, in_full=in_full)
        case RunState.CANCELLED:
            return _("Stopped before it had a result")
        case RunState.FAILED:
            return run.error_message
        case _:
            return _("Stopped with the best so far") if run.cancel_requested else _("Done")


def _progress_of(run: Run, *, in_full: bool) -> str:
    if not in_full:
        return _("At work")
    told = run.progress
    parts = [str(told.get("text") or "")]
    value, bound, gap = told.get("value"), told.get("bound"), told.get("gap")
    if value is not None:
        parts.append(_("best so far %(value)s") % {"value": amount(value)})
    if bound is not None:
        parts.append(_("no better than %(bound)s is possible") % {"bound": amount(bound)})
    if gap is not None:
        parts.append(_("gap %(gap)s %%") % {"gap": amount(gap * 100, 1)})
    return ", ".join(part for part in parts if part)
