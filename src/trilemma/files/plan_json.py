"""Plans as JSON: the tables of plan text, with dates as ISO texts, for programs that do not read TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from trilemma.engine.api import InputError, Plan
from trilemma.files.limits import decode, require_size
from trilemma.files.plan_text import document_of_plan, plan_of_document
from trilemma.files.quantities import exact_numbers


def write_plan_json(plan: Plan) -> str:
    """Write a plan as JSON: the same tables and keys as in plan text; `read_plan_json` gives back an equal plan."""
    return json.dumps(plan_tables(plan), ensure_ascii=False, indent=1) + "\n"


def plan_tables(plan: Plan) -> dict[str, Any]:
    """Return a plan as the tables of plan text in plain JSON values: dates as ISO texts, numbers exact."""
    return {name: _plain(table) for name, table in document_of_plan(plan).items()}


def plan_of_tables(tables: Mapping[str, Any], name: str) -> Plan:
    """Return the plan of such tables; an error names the object, but no line."""
    return plan_of_document(exact_numbers(tables), name)


def read_plan_json(data: bytes, name: str = "plan.json") -> Plan:
    """Read a plan from JSON with the tables of plan text.

    Parameters
    ----------
    data
        The file's bytes, at most 24 MB.
    name
        What to call the file in errors.

    Returns
    -------
    Plan
        The plan, validated.

    Raises
    ------
    TrilemmaError
        If it is no JSON (names line and column) or no plan (names the object and the rule).
    """
    require_size(data, name)
    text = decode(data, name)
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise InputError(f"this is no valid JSON: {error.msg}", f"{name}:{error.lineno}:{error.colno}") from error
    except RecursionError as error:
        raise InputError("lists or tables are nested too deeply", name) from error
    except ValueError as error:
        raise InputError("there is a number that cannot be read", name) from error
    if not isinstance(document, dict):
        raise InputError("a plan in JSON is an object with the tables of plan text", name)
    return plan_of_document(document, name)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any node of a document
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
