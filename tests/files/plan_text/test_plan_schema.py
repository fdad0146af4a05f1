"""The JSON Schema of the docs is the reader's own, and accepts what the reader accepts."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator

from tests.strategies import plans
from tools.plan_schema import SCHEMA, text
from trilemma.engine.api import Plan
from trilemma.files.plan_text import write_plan_text
from trilemma.files.samples import sample_names, sample_text

VALIDATOR = Draft202012Validator(json.loads(text()))


def as_json(value: Any) -> Any:
    """Return a TOML value as an editor gives it to a schema: dates are texts."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def misfits(document: str) -> list[str]:
    return [
        f"{list(error.absolute_path)}: {error.message}"
        for error in VALIDATOR.iter_errors(as_json(tomli.loads(document)))
    ]


def test_the_schema_in_the_docs_is_the_readers_own() -> None:
    assert Path(SCHEMA).read_text(encoding="utf-8") == text()
    Draft202012Validator.check_schema(json.loads(text()))


@pytest.mark.parametrize("name", sample_names())
def test_the_schema_accepts_every_sample(name: str) -> None:
    assert misfits(sample_text(name)) == []


@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(plan=plans())
def test_the_schema_accepts_whatever_is_written(plan: Plan) -> None:
    assert misfits(write_plan_text(plan)) == []


def test_the_schema_refuses_unknown_keys() -> None:
    wrong = sample_text("website-relaunch").replace('team = "design"\n', 'taem = "design"\n', 1)
    assert len(misfits(wrong)) == 1
