"""Codecs of single quantities: dates and instants, lengths of time, money, shares, numbers and estimates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any, Final

from trilemma.engine.api import PERMILLE, Estimate, InputError
from trilemma.files.plan_text.codec import Codec, Flag, JsonSchema, Key, Node, Record, Stated, Text, Whole, expected
from trilemma.files.plan_text.misfit import Misfit, within
from trilemma.files.plan_text.scope import Scope
from trilemma.files.quantities import (
    exact,
    format_share,
    format_span,
    parse_money,
    parse_share,
    parse_span,
)

TEXT: Final = Text()
FLAG: Final = Flag()
WHOLE: Final = Whole()
_FIRST_DAY: Final = date(1900, 1, 1)
_LAST_DAY: Final = date(9000, 1, 1)


def _day_of(value: Stated) -> date | datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
        except ValueError:
            raise Misfit(f"{value!r} is no date; write 2026-03-31 or 2026-03-31T09:00:00") from None
    if not isinstance(value, date):
        raise expected("a date such as 2026-03-31", value)
    day = value.date() if isinstance(value, datetime) else value
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise Misfit(f"no plan reaches the year {day.year}")
    return value


class Day:
    """A calendar day."""

    def read(self, value: Stated, scope: Scope) -> date:
        """Return the day."""
        day = _day_of(value)
        if isinstance(day, datetime):
            raise Misfit("a day without a time is expected here")
        return day

    def write(self, value: date, scope: Scope) -> Node:
        """Return the day."""
        return value

    def schema(self) -> JsonSchema:
        """Return the schema of a day."""
        return {"type": "string", "format": "date"}


class Edge(Enum):
    """What a date without a time means."""

    DAY_STARTS = auto()
    DAY_FINISHES = auto()
    WORK_STARTS = auto()
    WORK_FINISHES = auto()


@dataclass(frozen=True, slots=True)
class Instant:
    """A date and time in the project's time zone, or a date alone.

    A date alone means the first or last minute of the day, or of its work: "finish no later than the 31st" includes
    the 31st, "must start on the 2nd" means when work starts on the 2nd.
    """

    edge: Edge

    def read(self, value: Stated, scope: Scope) -> datetime:
        """Return the instant."""
        stated = _day_of(value)
        if not isinstance(stated, datetime):
            return self._of_day(stated, scope)
        if stated.tzinfo is None:
            return stated.replace(tzinfo=scope.zone)
        local = stated.astimezone(scope.zone)
        return stated.astimezone(UTC) if stated.utcoffset() == timedelta(0) and _doubtful(local) else local

    def write(self, value: datetime, scope: Scope) -> Node:
        """Return a local date and time, a date where that says the same, or an instant where clocks change."""
        if value.tzinfo is scope.zone and not (value.fold and _doubtful(value)):
            local = value
        else:
            local = value.astimezone(scope.zone)
            if _doubtful(local):
                return value if value.tzinfo is scope.zone else value.astimezone(UTC)
        local = local.replace(tzinfo=None)
        if local.time() != time():
            return local
        if self.edge is Edge.DAY_STARTS:
            return local.date()
        return local.date() - timedelta(days=1) if self.edge is Edge.DAY_FINISHES else local

    def schema(self) -> JsonSchema:
        """Return the schema of an instant."""
        return {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}

    def _of_day(self, day: date, scope: Scope) -> datetime:
        midnight = datetime.combine(day, time(), scope.zone)
        if self.edge is Edge.DAY_STARTS:
            return midnight
        if self.edge is Edge.DAY_FINISHES:
            return datetime.combine(day + timedelta(days=1), time(), scope.zone)
        week = [week for since, week in scope.calendar.weeks if since is None or since <= day][-1]
        shifts = week[day.weekday()]
        if not shifts:
            raise Misfit(f"{day} is no working day: state the time too, such as {day}T09:00:00")
        minute = shifts[0].start_minute if self.edge is Edge.WORK_STARTS else shifts[-1].finish_minute
        return midnight + timedelta(minutes=minute)


def _doubtful(local: datetime) -> bool:
    """Return whether the wall clock shows this time twice or never."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


DAY: Final = Day()
FROM: Final = Instant(Edge.DAY_STARTS)
UNTIL: Final = Instant(Edge.DAY_FINISHES)
WORK_FROM: Final = Instant(Edge.WORK_STARTS)
WORK_UNTIL: Final = Instant(Edge.WORK_FINISHES)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A length of working time in whole minutes, written in ``largest`` units or smaller."""

    largest: str = "d"

    def read(self, value: Stated, scope: Scope) -> int:
        """Return minutes."""
        minutes = _working(value, scope)
        if minutes != minutes.to_integral_value():
            raise Misfit("whole minutes are expected here")
        return int(minutes)

    def write(self, value: int, scope: Scope) -> Node:
        """Return the quantity."""
        return format_span(value, scope.units, largest=self.largest)

    def schema(self) -> JsonSchema:
        """Return the schema of a length of time."""
        return SPAN_SCHEMA


SPAN_SCHEMA: Final[JsonSchema] = {"type": "string", "examples": ["3d", "16h", "90min", "2w", "1mo"]}


def _working(value: Stated, scope: Scope) -> Decimal:
    if not isinstance(value, str):
        raise expected('a length of time with its unit, such as "3d",', value)
    with within():
        span = parse_span(value, scope.units)
    if span.elapsed:
        raise Misfit(f"working time is expected here, not the elapsed {value!r}")
    if span.minutes < 0:
        raise Misfit(f"{value!r} is negative")
    return span.minutes


SPAN: Final = WorkingTime()
HOURS: Final = WorkingTime("h")


class Money:
    """An amount in the project's currency."""

    def read(self, value: Stated, scope: Scope) -> Decimal:
        """Return the amount."""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise expected("an amount of money", value)
        with within():
            return parse_money(value, scope.currency)

    def write(self, value: Decimal, scope: Scope) -> Node:
        """Return a number."""
        return int(value) if value == value.to_integral_value() else value

    def schema(self) -> JsonSchema:
        """Return the schema of money."""
        return {"anyOf": [{"type": "number"}, {"type": "string"}], "examples": [12500, "12 500 EUR"]}


MONEY: Final = Money()


class Share:
    """A share, exactly."""

    def read(self, value: Stated, scope: Scope) -> Decimal:
        """Return the share, where 1 is the whole."""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise expected('a share such as "30%" or 0.3', value)
        with within():
            share = parse_share(value)
        if share < 0:
            raise Misfit("a share must not be negative")
        return share

    def write(self, value: Decimal, scope: Scope) -> Node:
        """Return it in percent."""
        return format_share(value)

    def schema(self) -> JsonSchema:
        """Return the schema of a share."""
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": "%\\s*$"}], "examples": ["30%", 0.3]}


class FloatShare(Share):
    """A share as a floating-point number."""

    def read(self, value: Stated, scope: Scope) -> float:  # type: ignore[override]
        """Return the share, where 1 is the whole."""
        return float(super().read(value, scope))

    def write(self, value: float, scope: Scope) -> Node:  # type: ignore[override]
        """Return it in percent."""
        return format_share(value)


EXACT_SHARE: Final = Share()
SHARE: Final = FloatShare()


class Number:
    """A number of anything, not negative."""

    def read(self, value: Stated, scope: Scope) -> float:
        """Return the number."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise expected("a number", value)
        number = float(value) if Decimal(value).is_finite() and value < 10**18 else float("inf")
        if not 0 <= number < float("inf"):
            raise Misfit("a number that is not negative and below 10^18 is expected here")
        return number

    def write(self, value: float, scope: Scope) -> Node:
        """Return a number."""
        return int(value) if value == int(value) else exact(value)

    def schema(self) -> JsonSchema:
        """Return the schema of a number."""
        return {"type": "number", "minimum": 0}


NUMBER: Final = Number()


@dataclass(frozen=True, slots=True)
class People:
    """How many people, in thousandths: a number, or a share of one person."""

    as_share: bool = False

    def read(self, value: Stated, scope: Scope) -> int:
        """Return thousandths of a person."""
        share = EXACT_SHARE.read(value, scope)
        permille = share * PERMILLE
        if permille != permille.to_integral_value():
            raise Misfit("at most three decimals (one in percent) are expected here")
        return int(permille)

    def write(self, value: int, scope: Scope) -> Node:
        """Return a number of people, or a share in percent."""
        if self.as_share:
            return format_share(Decimal(value) / PERMILLE)
        whole, rest = divmod(value, PERMILLE)
        return whole if not rest else Decimal(value) / PERMILLE

    def schema(self) -> JsonSchema:
        """Return the schema of a number of people."""
        return {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "%\\s*$"}]}


HEADS: Final = People()
PART: Final = People(as_share=True)

# --- estimates ------------------------------------------------------------------------------------------------------

Point = Callable[[Any, Scope], float]
_POINTS: Final = ("low", "likely", "high")
_ESTIMATE_KEYS: Final = frozenset({*_POINTS, "low_p", "high_p", "confidence", "shape"})
SHAPES: Final = ("pert", "triangular", "lognormal", "normal", "uniform", "fixed")


@dataclass(frozen=True, slots=True)
class EstimateOf:
    """One certain value, a list of low, most likely and high, or a table with confidence and shape."""

    point: Codec[Any]

    def read(self, value: Stated, scope: Scope) -> Estimate:
        """Return the estimate."""
        if isinstance(value, list):
            if len(value) != len(_POINTS):
                raise Misfit("an estimate is one value, or a list of low, most likely and high")
            low, likely, high = (self._point(each, scope, index) for index, each in enumerate(value))
            return _rising(low, likely, high)
        if isinstance(value, dict):
            return self._of_table(value, scope)
        return Estimate.fixed(self._point(value, scope))

    def write(self, value: Estimate, scope: Scope) -> Node:
        """Return the shortest of the three forms."""
        if value == Estimate.fixed(value.likely):
            return self.point.write(value.likely, scope)
        points = [self.point.write(each, scope) for each in (value.low, value.likely, value.high)]
        if value == Estimate(value.low, value.likely, value.high):
            return points
        return {**dict(zip(_POINTS, points, strict=True)), **_confidence(value), "shape": value.shape}

    def schema(self) -> JsonSchema:
        """Return the schema of an estimate."""
        point, share = self.point.schema(), SHARE.schema()
        properties = {**dict.fromkeys(_POINTS, point), **dict.fromkeys(("low_p", "high_p", "confidence"), share)}
        table = {
            "type": "object",
            "properties": {**properties, "shape": {"enum": list(SHAPES)}},
            "required": ["likely"],
            "additionalProperties": False,
        }
        return {"anyOf": [point, {"type": "array", "items": point, "minItems": 3, "maxItems": 3}, table]}

    def _point(self, value: Stated, scope: Scope, *path: str | int) -> float:
        with within(*path):
            return float(self.point.read(value, scope))

    def _of_table(self, table: dict[str, Any], scope: Scope) -> Estimate:
        form = _FORM.read({key: value for key, value in table.items() if key not in _POINTS}, scope)
        if "likely" not in table:
            raise Misfit("an estimate needs the key 'likely'")
        points = {key: self._point(table[key], scope, key) for key in _POINTS if key in table}
        likely = points["likely"]
        return _rising(points.get("low", likely), likely, points.get("high", likely), **form)


def _rising(low: float, likely: float, high: float, **form: Any) -> Estimate:  # noqa: ANN401 - a shape is a word
    if not low <= likely <= high:
        raise Misfit("low, most likely and high must not fall from one to the next")
    with within():
        return Estimate(low, likely, high, **form)


def _form(
    *, low_p: float = 0.1, high_p: float = 0.9, confidence: Decimal | None = None, shape: str = "pert"
) -> dict[str, Any]:
    if confidence is not None:
        low_p, high_p = float((1 - confidence) / 2), float((1 + confidence) / 2)
    if shape not in SHAPES:
        raise InputError(f"the shape {shape!r} is none of {', '.join(SHAPES)}")
    return {"low_p": low_p, "high_p": high_p, "shape": shape}


_FORM: Final = Record(
    _form, Key("low_p", SHARE), Key("high_p", SHARE), Key("confidence", EXACT_SHARE), Key("shape", TEXT)
)


def _confidence(value: Estimate) -> dict[str, Node]:
    low, high = exact(value.low_p), exact(value.high_p)
    if (value.low_p, value.high_p) == (0.1, 0.9):
        return {}
    if low + high == 1:
        return {"confidence": format_share(high - low)}
    return {"low_p": format_share(low), "high_p": format_share(high)}


class MinutePoint:
    """One point of an estimate of working time, in minutes."""

    def read(self, value: Stated, scope: Scope) -> float:
        """Return minutes."""
        return float(_working(value, scope))

    def write(self, value: float, scope: Scope) -> Node:
        """Return the quantity."""
        return format_span(value, scope.units)

    def schema(self) -> JsonSchema:
        """Return the schema of a length of time."""
        return SPAN_SCHEMA


class ElapsedPoint(MinutePoint):
    """One point of an estimate of elapsed time, in minutes."""

    def read(self, value: Stated, scope: Scope) -> float:
        """Return minutes."""
        if not isinstance(value, str):
            raise expected('a length of time with its unit, such as "3ed",', value)
        with within():
            span = parse_span(value, scope.units)
        if not span.elapsed or span.minutes < 0:
            raise Misfit('low, most likely and high must all be elapsed time such as "3ed"')
        return float(span.minutes)

    def write(self, value: float, scope: Scope) -> Node:
        """Return the quantity."""
        return format_span(value, scope.units, elapsed=True)


class MoneyPoint:
    """One point of an estimate of money."""

    def read(self, value: Stated, scope: Scope) -> float:
        """Return the amount."""
        amount = MONEY.read(value, scope)
        if amount < 0:
            raise Misfit("an amount must not be negative")
        return float(amount)

    def write(self, value: float, scope: Scope) -> Node:
        """Return a number."""
        return NUMBER.write(value, scope)

    def schema(self) -> JsonSchema:
        """Return the schema of money."""
        return MONEY.schema()


TIME_ESTIMATE: Final = EstimateOf(MinutePoint())
ELAPSED_ESTIMATE: Final = EstimateOf(ElapsedPoint())
MONEY_ESTIMATE: Final = EstimateOf(MoneyPoint())
SHARE_ESTIMATE: Final = EstimateOf(SHARE)
NUMBER_ESTIMATE: Final = EstimateOf(NUMBER)
