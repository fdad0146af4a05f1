"""What the tags of the templates draw."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from trilemma.site.core.assets import AssetError

NBSP = "\N{NO-BREAK SPACE}"


def drawn(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_dates_are_written_with_the_day_first() -> None:
    source = '{% day when %} {% day when "MONTH_DAY_FORMAT" %}'
    when = date(2026, 8, 3)
    assert drawn(source, when=when) == (
        '<time datetime="2026-08-03">3 Aug 2026</time> <time datetime="2026-08-03">3 Aug</time>'
    )
    with translation.override("de"):
        assert drawn("{% day when %}", when=when) == '<time datetime="2026-08-03">3. Aug 2026</time>'


def test_a_moment_is_written_in_the_time_zone_of_the_reader() -> None:
    moment = datetime(2026, 8, 2, 23, 30, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        assert ">3 Aug 2026<" in drawn("{% day when %}", when=moment)


def test_no_date_is_open() -> None:
    assert drawn("{% day when %}", when=None) == '<span class="muted">open</span>'


def test_a_doubtful_date_says_how_sure_it_is() -> None:
    for share in (80, 0.8):
        shown = drawn("{% sure when share %}", when=date(2026, 8, 3), share=share)
        assert shown.endswith(', <span class="sure-share">80 % sure</span></span>')


@pytest.mark.parametrize(
    "days, tone, words",
    [
        (6, "worse", "6 days later than agreed"),
        (1, "worse", "1 day later than agreed"),
        (-3, "better", "3 days earlier than agreed"),
        (0, "even", "no later than agreed"),
    ],
)
def test_a_difference_of_days_is_said_in_words(days: int, tone: str, words: str) -> None:
    shown = drawn('{% later days "than agreed" %}', days=days)
    assert f'data-tone="{tone}"' in shown
    assert shown.endswith(f"</svg> {words}</span>")


def test_money_is_written_as_in_the_language_of_the_reader() -> None:
    source = '{{ value|money:"EUR" }}'
    assert drawn(source, value=Decimal(176000)) == "€176,000"
    assert drawn(source, value=-4000) == "-€4,000"
    assert drawn(source, value=Decimal("12.5")) == "€12.50"
    assert drawn('{{ value|money:"CHF" }}', value=100) == f"CHF{NBSP}100"
    with translation.override("de"):
        assert drawn(source, value=Decimal(176000)) == f"176.000{NBSP}€"


def test_values_of_attributes_are_the_same_in_every_language() -> None:
    with translation.override("de"):
        assert drawn("{{ value|plain }}", value=1234.5) == "1234.5"
        assert drawn("{{ value|plain }}", value=date(2026, 8, 3)) == "2026-08-03"
        assert drawn("{{ value|plain }}", value="text") == "text"


@pytest.mark.parametrize(
    "name, letters",
    [("Ada Lovelace", "AL"), ("Änne von Müller", "ÄM"), ("Cher", "C"), ("Team (QA) 2", "T2"), ("  ", "?")],
)
def test_initials_are_the_ends_of_a_name(name: str, letters: str) -> None:
    assert drawn("{{ name|initials }}", name=name) == letters


def test_names_are_escaped() -> None:
    assert "<script>" not in drawn("{% avatar name %}", name='"><script>alert(1)</script>')


def test_an_icon_decorates_or_speaks() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "plus" %}')
    assert 'role="img" aria-label="Add"' in drawn('{% icon "plus" "Add" %}')


def test_an_unknown_icon_or_file_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(AssetError, match=r"add it to frontend/icons\.txt"):
        drawn('{% icon "no-such-icon" %}')
    with pytest.raises(AssetError, match=r"There is no asset no\.js"):
        drawn('{% asset "no.js" %}')
