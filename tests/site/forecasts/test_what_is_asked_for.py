"""Forms that ask for a computation: what is beyond all measure is refused, by field."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from trilemma.site.core.errors import RuleError
from trilemma.site.forecasts.views.asking import parameters_of


@pytest.mark.parametrize("field", ["budget", "max_defects", "seconds"])
@pytest.mark.parametrize("text", ["1e400", "-1", "NaN", "Infinity", "much"])
def test_numbers_beyond_all_measure_are_refused_by_field(field: str, text: str) -> None:
    with pytest.raises(RuleError) as refused:
        parameters_of(QueryDict(f"{field}={text}"))

    assert list(refused.value.fields) == [field]
