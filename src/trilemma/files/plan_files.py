"""Reading and writing plan files of any format: the name's ending or the content decides which it is."""

from __future__ import annotations

from pathlib import Path

from trilemma.engine.api import InputError, Plan
from trilemma.files.formats import FORMATS, Format, format_named, format_of_content, format_of_suffix
from trilemma.files.imported import Imported
from trilemma.files.limits import bounded_bytes, require_size


def read_plan(source: str | Path | bytes, *, name: str | None = None, kind: str | None = None) -> Plan:
    """Read a plan from any file that is one.

    Parameters
    ----------
    source
        The file's path, or its bytes.
    name
        What to call the file in errors; the path unless stated.
    kind
        The format's id, where neither the name's ending nor the content should decide.

    Returns
    -------
    Plan
        The plan, validated.

    Raises
    ------
    TrilemmaError
        If the file cannot be read, is of no known format, too large, or no valid plan; names the file and the place.
    """
    return read_import(source, name=name, kind=kind).plan


def read_import(source: str | Path | bytes, *, name: str | None = None, kind: str | None = None) -> Imported:
    """Read a plan with the dates that its file states, which a foreign program computed.

    Parameters, errors: as of `read_plan`.
    """
    called = name or ("file" if isinstance(source, bytes) else str(source))
    known = _known(kind, called)
    if isinstance(source, bytes):
        data = source
    else:
        data = bounded_bytes(Path(source), known.limit if known else max(each.limit for each in FORMATS))
    found = _shown(data, known) if kind is None else known
    if found is None or found.reader is None:
        endings = ", ".join(sorted(suffix for each in FORMATS if each.reader for suffix in each.suffixes))
        raise InputError(f"this is no plan file that can be read ({endings})", called)
    require_size(data, called, found.limit)
    read: Plan | Imported = found.load(found.reader)(data, called)
    return read if isinstance(read, Imported) else Imported(read)


def _shown(data: bytes, known: Format | None) -> Format | None:
    """Return the format that the content shows where the ending states none, or one that other formats use too."""
    if known is None or known.id in {"mspdi", "mpp"}:
        return format_of_content(data) or known
    return known


def write_plan(plan: Plan, path: str | Path, *, kind: str | None = None, carry: bool = False) -> None:
    """Write a plan to a file, in the format that its name's ending or ``kind`` states.

    Parameters
    ----------
    plan
        The plan.
    path
        The file; one that exists is overwritten.
    kind
        The format's id, where the ending should not decide.
    carry
        Whether an MS Project XML file also carries the whole plan along, so that reading it gives the same plan.
        Whoever gets the file can then read all of it: rates, terms, risks and statements too.

    Raises
    ------
    InputError
        If the format is unknown, only read, or cannot carry a plan, or the file cannot be written.
    """
    found = _known(kind, str(path))
    if found is None or found.writer is None:
        endings = ", ".join(sorted(suffix for each in FORMATS if each.writer for suffix in each.suffixes))
        raise InputError(f"no plan is written to files of this kind ({endings})", str(path))
    written: str | bytes = found.load(found.writer)(plan)
    data = written.encode() if isinstance(written, str) else written
    if carry:
        if found.id != "mspdi":
            raise InputError("only MS Project XML carries a whole plan along", str(path))
        from trilemma.files.mspdi.carried import with_plan  # noqa: PLC0415 - reading plan text needs no XML

        data = with_plan(data, plan)
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror or error}", str(path)) from error


def _known(kind: str | None, name: str) -> Format | None:
    if kind is None:
        return format_of_suffix(Path(name).suffix)
    found = format_named(kind)
    if found is None:
        raise InputError(f"there is no format {kind!r}; known: {', '.join(each.id for each in FORMATS)}", name)
    return found
