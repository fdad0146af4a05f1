"""Variables of the model: starts, chosen variants and picked persons; finishes are expressions, not variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model, cp_model_helper

from trilemma.engine.schedule.cp.frame import Frame, Variant

Expression = cp_model.LinearExpr | int
Literal = cp_model_helper.Literal


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant and the literal that says whether it is taken; None where there is no other."""

    variant: Variant
    literal: Literal | None

    @property
    def taken(self) -> Literal | int:
        """The literal, or 1, to multiply figures with."""
        return 1 if self.literal is None else self.literal


@dataclass(frozen=True, slots=True)
class PickChoice:
    """A person that may be picked by an activity in one mode."""

    activity: int
    mode: int
    pick: int
    resource: int
    literal: Literal


class Variables:
    """Everything that CP-SAT decides.

    Attributes
    ----------
    start
        Of each activity. [steps]
    choices
        Of each activity, its variants with their literals.
    finish
        Of each activity: an expression of its start, its literals and, where persons have other hours, a stretch.
    intervals
        Of each activity, one optional interval for each choice.
    picks
        Every person that may be picked.
    """

    def __init__(self, model: cp_model.CpModel, frame: Frame) -> None:
        self.frame = frame
        self._model = model
        windows = frame.windows
        self.start: list[cp_model.IntVar] = [
            model.new_int_var(int(low), int(high), f"start_{activity}")
            for activity, (low, high) in enumerate(zip(windows.first_start, windows.last_start, strict=True))
        ]
        self.choices: list[list[Choice]] = [self._choices(activity, row) for activity, row in enumerate(frame.variants)]
        self.stretch: list[cp_model.IntVar | int] = [self._stretch(activity) for activity in range(frame.problem.n)]
        self.finish: list[Expression] = [self._finish(activity) for activity in range(frame.problem.n)]
        self.intervals: list[list[cp_model.IntervalVar]] = [
            [self._interval(activity, choice) for choice in row] for activity, row in enumerate(self.choices)
        ]
        self.picks: list[PickChoice] = list(self._picks())

    def _choices(self, activity: int, row: tuple[Variant, ...]) -> list[Choice]:
        if len(row) == 1:
            return [Choice(row[0], None)]
        if len(row) == 2:
            literal = self._model.new_bool_var(f"variant_{activity}")
            return [Choice(row[0], literal), Choice(row[1], ~literal)]
        return [Choice(v, self._model.new_bool_var(f"variant_{activity}_{k}")) for k, v in enumerate(row)]

    def _stretch(self, activity: int) -> cp_model.IntVar | int:
        if not self.frame.stretchable[activity]:
            return 0
        return self._model.new_int_var(0, self.frame.last, f"stretch_{activity}")

    def _finish(self, activity: int) -> Expression:
        row = self.choices[activity]
        least = min(choice.variant.size for choice in row)
        extra = [(c.variant.size - least) * c.taken for c in row if c.variant.size > least]
        return self.start[activity] + least + sum(extra) + self.stretch[activity]

    def _interval(self, activity: int, choice: Choice) -> cp_model.IntervalVar:
        start, size, name = self.start[activity], choice.variant.size, f"run_{activity}"
        if self.frame.stretchable[activity]:
            length = size + self.stretch[activity]
            if choice.literal is None:
                return self._model.new_interval_var(start, length, self._end(start, length), name)
            return self._model.new_optional_interval_var(
                start, length, self._end(start, length, choice.literal), choice.literal, name
            )
        if choice.literal is None:
            return self._model.new_fixed_size_interval_var(start, size, name)
        return self._model.new_optional_fixed_size_interval_var(start, size, choice.literal, name)

    def _end(self, start: cp_model.IntVar, length: Expression, literal: Literal | None = None) -> cp_model.IntVar:
        """Return a finish of its own: an interval takes no sum of two variables."""
        end = self._model.new_int_var(0, self.frame.last, "end")
        same = self._model.add(end == start + length)
        if literal is not None:
            same.only_enforce_if(literal)
        return end

    def _picks(self) -> Iterator[PickChoice]:
        problem = self.frame.problem
        for activity in range(problem.n):
            for mode in range(problem.mode_first[activity], problem.mode_first[activity + 1]):
                for pick in range(problem.pick_first[mode], problem.pick_first[mode + 1]):
                    row = slice(problem.eligible_first[pick], problem.eligible_first[pick + 1])
                    for resource in problem.eligible_resource[row].tolist():
                        literal = self._model.new_bool_var(f"pick_{pick}_{resource}")
                        yield PickChoice(activity, mode, pick, resource, literal)

    def mode_taken(self, activity: int, mode: int) -> Expression:
        """Return 1 where the mode is taken, as a sum of literals."""
        return sum(choice.taken for choice in self.choices[activity] if choice.variant.mode == mode)
