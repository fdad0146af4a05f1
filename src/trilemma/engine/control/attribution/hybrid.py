"""Hybrids: plans that take some causes from the old plan and the others from the new one, valid by construction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property

from trilemma.engine.control.attribution.bare import bare
from trilemma.engine.control.attribution.causes import MoveCause, Sources
from trilemma.engine.control.attribution.guests import Guests
from trilemma.engine.control.attribution.links import links_of
from trilemma.engine.plan import Activity, Adopted, Assignment, Mode, Plan, QualityModel, QualityStep, Risk

MARK = "~"


class Hybrids:
    """All hybrids of two plans."""

    def __init__(self, old: Plan, new: Plan, *, resources: bool = False) -> None:
        self.old = bare(old, resources=resources)
        self.new = bare(new, resources=resources)
        both = self.old.activity_by_id.keys() & self.new.activity_by_id.keys()
        self._common = frozenset(
            name for name in both if (name in self.old.children) == (name in self.new.children)
        )  # fmt: skip
        self._mark = _mark(self.old, self.new)

    def plan(self, taken: Iterable[MoveCause]) -> Plan:
        """Return the hybrid that takes these causes from the new plan and the others from the old one."""
        sources = Sources.of(self.old, self.new, taken)
        away = self.new if sources.people is self.old else self.old
        apart = self.new if sources.scope is self.old else self.old
        return _Blend(sources, self._common, apart, Guests(sources.people, away, self._mark), self._mark).plan()

    @cached_property
    def differing(self) -> tuple[MoveCause, ...]:
        """The causes that matter: taking one from the other plan changes the old plan or the new one."""
        everything = frozenset(MoveCause)
        before, after = _content(self.plan(())), _content(self.plan(everything))
        return tuple(
            cause
            for cause in MoveCause
            if _content(self.plan({cause})) != before or _content(self.plan(everything - {cause})) != after
        )


def _mark(old: Plan, new: Plan) -> str:
    """Return an ending that no id of a resource, calendar, skill or step of the two plans has."""
    names = [
        name
        for plan in (old, new)
        for name in (
            *(each.id for each in (*plan.resources, *plan.calendars, *plan.steps)),
            *(entry.skill for person in plan.people for entry in person.skills),
        )
    ]
    mark = MARK
    while any(name.endswith(mark) for name in names):
        mark += MARK
    return mark


def _content(plan: Plan) -> tuple[object, ...]:
    """Return what a plan says, whatever the order of its activities and links."""
    others = tuple(getattr(plan, each.name) for each in fields(plan) if each.name not in {"activities", "links"})
    return dict(plan.activity_by_id), frozenset(plan.links), others


@dataclass(frozen=True, slots=True)
class _Blend:
    """One hybrid in the making.

    ``common`` are the activities whose content is taken cause by cause: those of both plans, unless they are a summary
    in one of them only. ``apart`` is the plan that scope is not taken from.
    """

    sources: Sources
    common: frozenset[str]
    apart: Plan
    guests: Guests
    mark: str

    def plan(self) -> Plan:
        """Put the hybrid together."""
        s = self.sources
        activities = tuple(self._activity(activity) for activity in s.scope.activities)
        steps = tuple(self._steps())
        teams, people = self.guests.teams(), self.guests.people()
        return Plan(
            projects=s.scope.projects,
            start=s.order.start,
            activities=activities,
            links=links_of(s.scope, s.order, self.apart),
            time_zone=s.people.time_zone,
            currency=s.people.currency,
            status_date=s.progress.status_date,
            calendar=s.people.calendar,
            calendars=self.guests.calendars(),
            teams=teams,
            people=people,
            deliverables=s.scope.deliverables,
            quality=self._quality(activities, steps),
            steps=steps,
            risks=tuple(self._risks()),
            correlation=s.risks.correlation,
            adopted=self._adopted(activities),
            release=self._release(),
        )

    def _activity(self, activity: Activity) -> Activity:
        """Return an activity of the plan that scope is taken from, with the content that the other causes give it."""
        s = self.sources
        dated = s.order.activity_by_id.get(activity.id, activity)
        activity = replace(activity, constraints=dated.constraints, priority=dated.priority)
        if activity.id not in self.common:
            return replace(
                activity,
                modes=tuple(self._staffed(mode, s.scope) for mode in activity.modes),
                calendar=self._calendar(activity.calendar),
            )
        return replace(
            activity,
            modes=tuple(self._modes(activity.id)),
            calendar=s.people.activity_by_id[activity.id].calendar,
            work_kind=s.risks.activity_by_id[activity.id].work_kind,
            progress=s.progress.activity_by_id[activity.id].progress,
        )

    def _modes(self, activity: str) -> Iterator[Mode]:
        """Yield the modes of the plan that estimates are taken from, and the adopted one where it is not among them."""
        s = self.sources
        estimated = s.estimates.activity_by_id[activity].modes
        for mode in estimated:
            yield self._mode(activity, mode)
        adopted = s.order.adopted.mode_of(activity)
        if estimated and adopted is not None and all(mode.id != adopted for mode in estimated):
            yield self._staffed(s.order.activity_by_id[activity].mode(adopted), s.order)

    def _mode(self, activity: str, mode: Mode) -> Mode:
        """Return a mode with the staffing and the effect on quality that it has where these causes are taken from."""
        s = self.sources
        staffed = _find(s.people.activity_by_id[activity], mode.id)
        judged = _find(s.risks.activity_by_id[activity], mode.id) or mode
        mode = replace(mode, defect_factor=judged.defect_factor, removals=judged.removals)
        if staffed is None or (mode.effort is not None and not (staffed.demands or staffed.picks)):
            return self._staffed(mode, s.estimates)
        return replace(mode, demands=staffed.demands, picks=staffed.picks)

    def _staffed(self, mode: Mode, home: Plan) -> Mode:
        return mode if home is self.sources.people else self.guests.staffed(mode)

    def _calendar(self, identifier: str | None) -> str | None:
        """Return a calendar that an activity of one plan only names: the people's, else its own plan's."""
        if identifier is None or identifier in self.sources.people.calendar_by_id:
            return identifier
        return self.guests.calendar(identifier)

    def _steps(self) -> Iterator[QualityStep]:
        """Yield the quality steps: a step moves with its activity where only one plan has that."""
        s = self.sources
        if s.risks is s.scope:
            yield from s.risks.steps
            return
        kept = [step for step in s.risks.steps if step.activity in self.common]
        yield from kept
        taken = {step.id for step in kept}
        for step in s.scope.steps:
            if step.activity not in self.common:
                yield replace(step, id=step.id + self.mark) if step.id in taken else step

    def _quality(self, activities: Iterable[Activity], steps: Iterable[QualityStep]) -> QualityModel:
        """Return the quality model, with kinds of work of the other plan where they are named all the same."""
        model = self.sources.risks.quality
        known = {kind.id for kind in model.kinds}
        named = {activity.work_kind for activity in activities}
        named.update(removal.kind for activity in activities for mode in activity.modes for removal in mode.removals)
        for step in steps:
            named.update(step.covers)
            named.update(removal.kind for removal in step.removals)
            named.update(fix.kind for fix in step.fixes)
        others = self.sources.scope, self.sources.estimates, self.sources.order, self.apart
        missing = {
            kind.id: kind for plan in others for kind in plan.quality.kinds if kind.id in named and kind.id not in known
        }
        return replace(model, kinds=(*model.kinds, *missing.values()))

    def _risks(self) -> Iterator[Risk]:
        """Yield the risks: what they do to activities of one plan only moves with these."""
        s = self.sources
        if s.risks is s.scope:
            yield from s.risks.risks
            return
        own = s.scope.activity_by_id.keys() - self.common
        for risk in s.risks.risks:
            there = s.scope.risk_by_id.get(risk.id)
            touched = [name for name in risk.activities if name in self.common]
            touched.extend(name for name in (there.activities if there else ()) if name in own)
            if touched or not risk.activities:
                yield replace(risk, activities=tuple(touched) if risk.activities else ())
        for risk in s.scope.risks:
            if risk.id not in s.risks.risk_by_id and risk.activities and own.issuperset(risk.activities):
                yield risk

    def _adopted(self, activities: Iterable[Activity]) -> Adopted:
        s = self.sources
        ways = {activity.id: {mode.id for mode in activity.modes} for activity in activities}
        from_order = (pair for pair in s.order.adopted.modes if pair[0] in self.common)
        from_scope = (pair for pair in s.scope.adopted.modes if pair[0] not in self.common)
        present = {risk.id for risk in self._risks()}
        mitigated = [name for name in s.risks.adopted.mitigated if name in present]
        mitigated += [n for n in s.scope.adopted.mitigated if n in present and n not in s.risks.risk_by_id]
        return Adopted(
            modes=tuple(sorted(pair for pair in (*from_order, *from_scope) if pair[1] in ways.get(pair[0], ()))),
            order=tuple(self._order()),
            assignments=tuple(self._assignments()),
            overtime=self.guests.overtime(),
            dropped=s.scope.adopted.dropped,
            mitigated=tuple(mitigated),
        )

    def _order(self) -> list[str]:
        """Return the adopted order; what only one plan has comes after what it followed there."""
        s = self.sources
        known = s.scope.activity_by_id
        order = [name for name in s.order.adopted.order if name in known]
        place = 0
        for name in s.scope.adopted.order:
            if name not in s.order.activity_by_id:
                order.insert(place, name)
            if name in order:
                place = order.index(name) + 1
        return order

    def _assignments(self) -> Iterator[Assignment]:
        s = self.sources
        if s.people is s.scope:
            yield from s.people.adopted.assignments
            return
        for entry in s.people.adopted.assignments:
            if entry.activity in self.common:
                yield entry
        for entry in s.scope.adopted.assignments:
            if entry.activity not in self.common:
                yield replace(entry, people=self.guests.assigned(entry.people))

    def _release(self) -> str | None:
        """Return the release milestone, or that of the other plan where the hybrid does not have it."""
        s = self.sources
        known = s.scope.activity_by_id
        candidates = (s.terms.release, s.scope.release, self.apart.release)
        if s.terms.release is None:
            return None
        return next((name for name in candidates if name is not None and name in known), None)


def _find(activity: Activity, mode: str) -> Mode | None:
    return next((each for each in activity.modes if each.id == mode), None)
