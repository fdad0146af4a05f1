from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.strategies import plans
from trilemma.engine.api import Plan
from trilemma.files.plan_text import read_plan_text, write_plan_text
from trilemma.files.samples import sample_names, sample_plan, sample_text


@settings(
    max_examples=30,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a whole plan takes minutes
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(plan=plans())
def test_reading_what_was_written_gives_the_same_plan(plan: Plan) -> None:
    text = write_plan_text(plan)
    again = read_plan_text(text)
    assert again == plan
    assert write_plan_text(again) == text


@pytest.mark.parametrize("name", sample_names())
def test_every_sample_has_a_canonical_text_that_says_the_same(name: str) -> None:
    canonical = write_plan_text(sample_plan(name))
    assert read_plan_text(canonical) == read_plan_text(sample_text(name))
    assert write_plan_text(read_plan_text(canonical)) == canonical
