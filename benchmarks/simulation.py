"""Simulation: activity-draws per second of the full model and of the bare kernels, beside plain NumPy.

Every table says how long a cell (one activity in one draw) takes and how many there are in a second, sampling included.
Plain NumPy does what somebody would write by hand: one array operation for each activity over all draws.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr

from benchmarks.machine import memory_bandwidth, usable_cores
from benchmarks.results import markdown_table, write_section
from trilemma.engine.calendars import Timeline, standard_calendar
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Activity,
    Capacity,
    Correlation,
    Demand,
    FixEffort,
    Link,
    LinkType,
    Mode,
    Plan,
    Project,
    QualityModel,
    QualityStep,
    Rate,
    Removal,
    Risk,
    Team,
    WorkKind,
)
from trilemma.engine.quality import with_rework
from trilemma.engine.risk import (
    BLOCK,
    Model,
    PathNetwork,
    SharedNetwork,
    model_of,
    path_network,
    shared_network,
    simulate,
    simulate_paths,
    simulate_sharing,
)
from trilemma.engine.risk.forecasting import CELLS, Resources

Float1D = npt.NDArray[np.float64]
Int1D = npt.NDArray[np.int64]
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
KINDS = ("code", "design", "configuration")
TEAMS = 6
SEED = 2026


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="small networks and few draws only")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    parts = [full_table(options.sample), path_table(options.sample), sharing_table(options.sample), bandwidth_note()]
    text = "\n\n".join(parts)
    print(text)
    if options.write:
        write_section("Simulation", text, datetime.now(UTC).date().isoformat())
    return text


def full_table(sample: bool) -> str:  # noqa: FBT001
    """Measure the full model: calendars, four link types, correlation, risks, cost and defects together."""
    rows: list[tuple[object, ...]] = []
    for size in (30,) if sample else (100, 300, 1000, 10_000):
        plan = with_rework(a_project(size))
        draws = BLOCK if sample else max(2 * BLOCK, min(10_000, 3_000_000 // size))
        begun = time.perf_counter()
        models = {name: model_of(plan, resources=how) for name, how in _KINDS_OF_RESOURCES}
        compiled = (time.perf_counter() - begun) / len(models)
        rates = {name: full_rate(model, draws) for name, model in models.items()}
        numpy_rate = size * min(draws, 2000) / seconds(partial(by_numpy, plan, min(draws, 2000)), 1)
        rows.append(
            (
                f"{size:,}",
                f"{draws:,}",
                compiled,
                *(rate / 1e6 for rate in rates.values()),
                numpy_rate / 1e6,
                rates["none"] / numpy_rate,
                10_000 * size / rates["none"],
                10_000 * size / rates["dispatch"],
            )
        )
    headings = [
        "full model, activities", "draws", "compile a plan [s]", "no resources [M/s]", "fixed flow [M/s]",
        "resources [M/s]", "NumPy, no resources [M/s]", "x NumPy", "10,000 draws, no resources [s]",
        "10,000 draws, resources [s]",
    ]  # fmt: skip
    return markdown_table(headings, rows)


_KINDS_OF_RESOURCES: tuple[tuple[str, Resources], ...] = (("none", False), ("flow", "flow"), ("dispatch", True))


def full_rate(model: Model, draws: int) -> float:
    """Activity-draws per second on all cores."""
    size = max(1, min(16, CELLS // (model.n * BLOCK), -(-draws // BLOCK)))
    blocks = list(range(0, -(-draws // BLOCK), size))
    simulate(model, SEED, 0, 1, BLOCK)

    def run() -> None:
        with ThreadPoolExecutor(usable_cores()) as pool:
            list(pool.map(lambda first: simulate(model, SEED, first, size, size * BLOCK), blocks))

    return model.n * len(blocks) * size * BLOCK / seconds(run)


def path_table(sample: bool) -> str:  # noqa: FBT001
    """Measure the bare longest path with sampling, beside NumPy."""
    rows = []
    for size in (100,) if sample else (100, 1000, 10_000):
        bare = a_network(size)
        draws = 10 * BLOCK if sample else max(10_000, 40_000_000 // size)
        ours = size * draws / seconds(partial(on_all_cores, simulate_paths, bare.paths, draws))
        few = min(draws, 20_000_000 // size, 20_000)
        theirs = size * few / seconds(partial(numpy_paths, bare, few), 1)
        rows.append((f"{size:,}", f"{draws:,}", ours / 1e9, theirs / 1e9, ours / theirs, 10_000 * size / ours))
    headings = ["bare path, activities", "draws", "ours [G/s]", "NumPy [G/s]", "x NumPy", "10,000 draws [s]"]
    return markdown_table(headings, rows)


def sharing_table(sample: bool) -> str:  # noqa: FBT001
    """Measure the bare kernel with resources, sampling included."""
    rows = []
    for size in (30,) if sample else (30, 60, 120):
        bare = a_network(size)
        shared = a_shared_network(bare)
        draws = BLOCK if sample else 6_000_000 // size
        ours = size * draws / seconds(partial(on_all_cores, simulate_sharing, shared, draws))
        rows.append((f"{size}, 4 resources", f"{draws:,}", ours / 1e6, 1e9 / ours))
    return markdown_table(["bare with resources, activities", "draws", "ours [M/s]", "a cell [ns]"], rows)


def bandwidth_note() -> str:
    """Say what the memory could do if every cell of the bare path were read and written there once."""
    bandwidth = memory_bandwidth()
    return (
        f"Memory moves {bandwidth:.1f} GB/s in one thread: {bandwidth / 8:.2f} G cells/s, were each read and written "
        "there once as a 32-bit number. The bare path keeps its cells in cache instead."
    )


def on_all_cores(work: Callable[..., object], network: object, draws: int) -> None:
    """Run a bare kernel on every core."""
    workers = usable_cores()
    with ThreadPoolExecutor(workers) as pool:
        work(network, draws=draws, seed=SEED, executor=pool, workers=4 * workers)


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Best time of some rounds after a first one that compiles."""
    if rounds > 1:
        work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


@dataclass(frozen=True, slots=True)
class BareNetwork:
    """A random network of beta-shaped durations, for our kernels and for NumPy's generator."""

    predecessors: list[list[int]]
    alpha: Float1D
    offset: Float1D
    scale: Float1D
    paths: PathNetwork


def a_network(size: int) -> BareNetwork:
    """Return two predecessors each among the fifty before, and PERT shapes of which a hundred differ."""
    rng = np.random.default_rng(size)
    predecessors = [sorted({int(p) for p in rng.integers(max(0, i - 50), i, 2)}) if i else [] for i in range(size)]
    alphas = 1.0 + 4.0 * np.linspace(0.05, 0.95, min(size, 100))
    shape_of = np.arange(size) % len(alphas)
    offset = rng.uniform(60, 600, size)
    shapes = [lambda p, a=float(a): betaincinv(a, 6.0 - a, p) for a in alphas]
    names = [f"a{i}" for i in range(size)]
    paths = path_network(predecessors, shapes, shape_of.tolist(), offset, 2 * offset, names)
    return BareNetwork(predecessors, alphas[shape_of], offset, 2 * offset, paths)


def a_shared_network(bare: BareNetwork) -> SharedNetwork:
    """Return the network with four resources, about a third of which an activity needs, served as it is numbered."""
    rng = np.random.default_rng(1)
    size = len(bare.predecessors)
    capacities = [12, 14, 10, 16]
    demands = [[int(rng.integers(1, c // 2)) if rng.random() < 0.5 else 0 for c in capacities] for _ in range(size)]
    return shared_network(bare.paths, demands, capacities, range(size))


def numpy_paths(bare: BareNetwork, draws: int) -> Float1D:
    """Return the finish of the network in every draw, by one beta sample and one maximum for each activity."""
    rng = np.random.default_rng(SEED)
    finish: list[Float1D] = []
    for row, alpha, offset, scale in zip(bare.predecessors, bare.alpha, bare.offset, bare.scale, strict=True):
        start = np.maximum.reduce([finish[p] for p in row]) if row else np.zeros(draws)
        finish.append(start + offset + scale * rng.beta(alpha, 6.0 - alpha, draws))
    latest: Float1D = np.maximum.reduce(finish)
    return latest


def a_project(size: int) -> Plan:
    """Return a plan with everything that a simulation knows: six teams, all link types, risks, quality, rates."""
    rng = np.random.default_rng(size)
    activities = [_activity(rng, i) for i in range(size)]
    links = [
        _link(rng, int(p), i) for i in range(1, size) for p in {int(p) for p in rng.integers(max(0, i - 30), i, 2)}
    ]
    ends = sorted({a.id for a in activities} - {link.predecessor for link in links})
    test = Activity("test", modes=(Mode(effort=Estimate(2400, 4800, 9600), demands=(Demand("team0"),)),))
    links += [*(Link(name, "test") for name in ends), Link("test", "live")]
    fixes = tuple(FixEffort(kind, Estimate(20, 40, 120)) for kind in KINDS)
    return Plan(
        projects=(Project("bench"),),
        start=START,
        activities=(*activities, test, Activity("live")),
        links=tuple(links),
        time_zone="Europe/Berlin",
        calendars=(standard_calendar(time_zone="Europe/Berlin"),),
        teams=tuple(_team(number, max(4, size // 60)) for number in range(TEAMS)),
        correlation=Correlation(team=0.15, project=0.1),
        quality=QualityModel(
            tuple(WorkKind(kind, Estimate(0.05, 0.1, 0.3)) for kind in KINDS), 0.07, Decimal(2000), 50.0
        ),
        steps=(QualityStep("system", "test", KINDS, (Removal(Estimate(0.3, 0.5, 0.7)),), fixes),),
        risks=tuple(_risk(rng, number, size) for number in range(10)),
        release="live",
    )


def _activity(rng: np.random.Generator, number: int) -> Activity:
    likely = 60.0 * float(rng.integers(4, 40))
    shape = ("pert", "triangular", "lognormal")[int(rng.integers(3))]
    estimate = Estimate(0.7 * likely, likely, likely * (1.5, 2.0, 3.0)[int(rng.integers(3))], shape=shape)  # type: ignore[arg-type]
    demand = Demand(f"team{int(rng.integers(TEAMS))}")
    return Activity(f"a{number}", modes=(Mode(effort=estimate, demands=(demand,)),), work_kind=KINDS[number % 3])


def _link(rng: np.random.Generator, predecessor: int, successor: int) -> Link:
    kind = LinkType.FINISH_START if rng.random() < 0.85 else tuple(LinkType)[int(rng.integers(4))]
    lag = int(rng.choice([0, 0, 0, 480, -120]))
    return Link(f"a{predecessor}", f"a{successor}", kind, lag, elapsed=bool(rng.random() < 0.2))


def _team(number: int, people: int) -> Team:
    rates = (Rate(Decimal(80 + number)), Rate(Decimal(84 + number), first=date(2027, 1, 1)))
    grows = (Capacity(1000 * people), Capacity(1000 * people + 1000, date(2026, 6, 1)))
    return Team(f"team{number}", capacity=grows, rates=rates)


def _risk(rng: np.random.Generator, number: int, size: int) -> Risk:
    hit = tuple(f"a{i}" for i in sorted({int(i) for i in rng.integers(0, size, 5)}))
    delay, cost = Estimate(480, 960, 4800), Estimate(1000, 3000, 9000)
    return Risk(f"risk{number}", float(rng.uniform(0.05, 0.5)), activities=hit, delay=delay, cost=cost)


def by_numpy(plan: Plan, draws: int) -> tuple[Float1D, Float1D, Float1D]:
    """Return finish, cost and escaped defects of the same model without resources, one operation per activity.

    One price per team stands for prices by date, and one step for the quality model: less than ours computes.
    """
    rng = np.random.default_rng(SEED)
    common = {name: rng.standard_normal(draws) for name in ["", *(team.id for team in plan.teams)]}
    delays = {risk.id: _delay(rng, risk, draws) for risk in plan.risks}
    line = plan.workforce.timelines[int(plan.workforce.mode_timeline[0])]
    price = {team.id: float(team.rates[0].cost_per_hour) / 60 for team in plan.teams}
    rate = {kind.id: kind.defects_per_hour.quantile(rng.random(draws)) / 60 for kind in plan.quality.kinds}
    cost, escaped = np.zeros(draws), np.zeros(draws)
    start: dict[str, Int1D] = {}
    finish: dict[str, Int1D] = {}
    into: dict[str, list[Link]] = {}
    for link in plan.leaf_links:
        into.setdefault(link.successor, []).append(link)
    for name in plan.topological_leaves:
        leaf = plan.activity_by_id[name]
        at, least = np.full(draws, 480), np.zeros(draws, dtype=np.int64)
        for link in into.get(name, ()):
            from_start = link.type in {LinkType.START_START, LinkType.START_FINISH}
            bound = _lagged(line, (start if from_start else finish)[link.predecessor], link)
            if link.type in {LinkType.FINISH_START, LinkType.START_START}:
                at = np.maximum(at, bound)
            else:
                least = np.maximum(least, bound)
        if not leaf.modes:
            start[name] = finish[name] = np.maximum(at, least)
            continue
        team = leaf.modes[0].demands[0].resource
        score = np.sqrt(0.75) * rng.standard_normal(draws) + np.sqrt(0.15) * common[team] + np.sqrt(0.1) * common[""]
        minutes = leaf.modes[0].estimate.quantile(ndtr(score))
        for risk in plan.risks:
            if name in risk.activities:
                minutes = minutes + delays[risk.id]
        work = np.rint(minutes).astype(np.int64) * 1000
        at = np.maximum(at, line.starts[np.searchsorted(line.finishes, at, side="right")])
        late = _done(line, at, work) < least
        start[name] = np.where(late, np.maximum(at, _begun(line, least, work)), at)
        finish[name] = np.maximum(_done(line, start[name], work), least)
        cost += price[team] * minutes
        if leaf.work_kind is not None:
            escaped += 0.5 * rate[leaf.work_kind] * minutes
    return finish["live"].astype(np.float64), cost, escaped


def _delay(rng: np.random.Generator, risk: Risk, draws: int) -> Float1D:
    strikes = rng.random(draws) < risk.probability
    return np.where(strikes, 0.0 if risk.delay is None else risk.delay.quantile(rng.random(draws)), 0.0)


def _lagged(line: Timeline, at: Int1D, link: Link) -> Int1D:
    if link.elapsed or not link.lag_minutes:
        return at + link.lag_minutes
    work = np.full(len(at), abs(link.lag_minutes) * 1000)
    return _done(line, at, work) if link.lag_minutes > 0 else _begun(line, at, work)


def _work_before(line: Timeline, at: Int1D) -> Int1D:
    i = np.maximum(np.searchsorted(line.starts, at, side="left") - 1, 0)
    minutes = np.maximum(np.minimum(at, line.finishes[i]) - line.starts[i], 0)
    return np.asarray(line.cumulative[i] + minutes * line.rates[i])


def _done(line: Timeline, at: Int1D, work: Int1D) -> Int1D:
    target = _work_before(line, at) + work
    i = np.maximum(np.searchsorted(line.cumulative, target, side="left") - 1, 0)
    return np.asarray(line.starts[i] - (line.cumulative[i] - target) // line.rates[i])


def _begun(line: Timeline, at: Int1D, work: Int1D) -> Int1D:
    target = np.maximum(_work_before(line, at) - work, 0)
    i = np.searchsorted(line.cumulative, target, side="right") - 1
    return np.asarray(line.starts[i] + (target - line.cumulative[i]) // line.rates[i])


if __name__ == "__main__":
    main()
