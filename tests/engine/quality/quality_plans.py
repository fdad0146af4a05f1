"""Plans with a quality model to test with: a small web shop, and a strategy for random ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.engine.plans import a_plan, a_team, minutes, task
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Activity,
    Demand,
    FixEffort,
    Link,
    LinkType,
    Mode,
    Person,
    Pick,
    Plan,
    QualityModel,
    QualityStep,
    Removal,
    SkillLevel,
    WorkKind,
)

DEV = Demand("dev")


def kind(name: str, per_hour: float) -> WorkKind:
    return WorkKind(name, Estimate.fixed(per_hour))


def removes(share: float, of: str | None = None) -> Removal:
    return Removal(Estimate.fixed(share), of)


def takes(of: str, fix_minutes: float) -> FixEffort:
    return FixEffort(of, minutes(fix_minutes))


def a_shop(**fields: Any) -> Plan:
    """Return design (4 h) -> build (10 h) -> test (5 h) -> release, where the test finds half of what is built."""
    fields.setdefault("quality", QualityModel(kinds=(kind("design", 1.0), kind("code", 2.0))))
    fields.setdefault(
        "steps",
        (
            QualityStep(
                "test",
                "testing",
                ("design", "code"),
                (removes(0.5, "code"), removes(0.25)),
                (takes("code", 30), takes("design", 60)),
            ),
        ),
    )
    return a_plan(
        task("design", 4, DEV, work_kind="design"),
        task("build", 10, DEV, work_kind="code"),
        task("testing", 5, DEV),
        Activity("release"),
        links=[Link("design", "build"), Link("build", "testing"), Link("testing", "release")],
        **fields,
    )


SHARES = st.sampled_from([0.0, 0.15, 0.35, 0.5, 0.8, 1.0])


@st.composite
def quality_plans(draw: st.DrawFn, most: int = 8) -> Plan:
    """Draw a plan with several kinds of work, crews, modes, quality steps and bad fixes."""
    count = draw(st.integers(2, most))
    kinds = tuple(kind(name, draw(st.sampled_from([0.0, 0.5, 2.0]))) for name in ("design", "code"))
    activities = tuple(_activity(draw, number) for number in range(count))
    pairs = draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=3 * count, unique=True)
    )
    links = [Link(f"a{a}", f"a{b}", draw(st.sampled_from(LinkType))) for a, b in pairs if a < b]
    places = draw(st.lists(st.integers(0, count - 1), unique=True, max_size=4))
    steps = tuple(_step(draw, f"s{place}", f"a{place}") for place in places)
    return a_plan(
        *activities,
        links=links,
        teams=(a_team("dev", 3), a_team("ops", 2)),
        people=(Person("ann", skills=(SkillLevel("sql", 2),)), Person("bob", skills=(SkillLevel("sql"),))),
        quality=QualityModel(kinds=kinds, bad_fix=draw(st.sampled_from([0.0, 0.07, 0.3]))),
        steps=steps,
    )


def _activity(draw: st.DrawFn, number: int) -> Activity:
    work_kind = draw(st.sampled_from([None, "design", "code", "code"]))
    if draw(st.integers(0, 5)) == 0:
        return Activity(f"a{number}")
    modes = tuple(_mode(draw, f"m{row}") for row in range(draw(st.integers(1, 3))))
    return Activity(f"a{number}", modes=modes, work_kind=work_kind)


def _mode(draw: st.DrawFn, name: str) -> Mode:
    hours = minutes(60 * draw(st.integers(1, 40)))
    way = draw(st.sampled_from(["dev", "ops", "ann", "pick", "supplier", "fixed", "nobody"]))
    factor = draw(st.sampled_from([0.5, 1.0, 1.3]))
    removals = draw(st.sampled_from([(), (removes(0.9, "code"),), (removes(0.4), removes(0.7, "design"))]))
    common: dict[str, Any] = {"defect_factor": factor, "removals": removals}
    if way in {"dev", "ops", "ann"}:
        return Mode(name, effort=hours, demands=(Demand(way),), **common)
    if way == "pick":
        return Mode(name, effort=hours, picks=(Pick(skill="sql", permille=500),), **common)
    if way == "supplier":
        return Mode(name, duration=hours, supplier="Acme, Inc", **common)
    demands = (Demand("dev", 2000), Demand("ops", 500)) if way == "fixed" else ()
    return Mode(name, duration=hours, demands=demands, **common)


def _step(draw: st.DrawFn, name: str, activity: str) -> QualityStep:
    covers = draw(st.sampled_from([("code",), ("design",), ("design", "code")]))
    removals = (removes(draw(SHARES), "code"), removes(draw(SHARES)))
    fixes = draw(st.sampled_from([(), (takes("code", 17),), (takes("code", 17), takes("design", 44.5))]))
    return QualityStep(name, activity, covers, removals, fixes)


@st.composite
def plans_with_modes(draw: st.DrawFn) -> tuple[Plan, dict[str, str]]:
    """Draw a plan and a mode for each of its tasks."""
    plan = draw(quality_plans())
    return plan, {
        leaf.id: draw(st.sampled_from([mode.id for mode in leaf.modes])) for leaf in plan.leaves if leaf.modes
    }
