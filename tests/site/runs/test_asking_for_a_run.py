"""A run is asked for once: the same again is answered by the one that is there."""

from __future__ import annotations

import pytest

from tests.site.cast import an_actor
from trilemma.site.core.errors import ForbiddenError, NotFoundError
from trilemma.site.core.models import OrganisationRole
from trilemma.site.runs.actions import cancel_run, request_run
from trilemma.site.runs.jobs.worker import work_off
from trilemma.site.runs.models import Run, RunState
from trilemma.site.runs.queries import run_for, runs_of, samples_of

pytestmark = pytest.mark.django_db


def test_it_is_carried_out_with_its_seed_method_and_version() -> None:
    asked = request_run(an_actor(), "trial.sleep", {"seconds": 0}, seed=7, scope="p", plan="q")
    assert (asked.state, asked.attempt) == (RunState.QUEUED, 0)
    assert work_off() == 1
    run = run_for(an_actor(), asked.public_id)
    assert (run.state, run.attempt, run.result, run.method) == (RunState.DONE, 1, {"found": "slept 7"}, "trial")
    assert (run.share, run.worker, run.engine_version != "", run.seed) == (1.0, "", True, 7)
    assert run.started_at is not None
    assert run.finished_at is not None


def test_the_same_content_is_computed_once() -> None:
    actor = an_actor()
    first = request_run(actor, "trial.give", {"give": 1}, content_hash="abc")
    assert request_run(actor, "trial.give", {"give": 1}, content_hash="abc") == first
    work_off()
    again = request_run(actor, "trial.give", {"give": 1}, content_hash="abc")
    assert (again.pk, again.state) == (first.pk, RunState.DONE)


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "trial.sleep"},
        {"input": {"give": 2}},
        {"content_hash": "abd"},
        {"seed": 2},
    ],
)
def test_anything_else_is_computed_anew(other: dict[str, object]) -> None:
    asked = {"kind": "trial.give", "input": {"give": 1}, "content_hash": "abc", "seed": 1}
    first = request_run(an_actor(), **asked)  # type: ignore[arg-type] # all of them fit
    assert request_run(an_actor(), **{**asked, **other}) != first  # type: ignore[arg-type] # all of them fit


def test_another_organisation_gets_its_own() -> None:
    first = request_run(an_actor(), "trial.give", {}, content_hash="abc")
    assert request_run(an_actor("eve@example.com", slug="elsewhere"), "trial.give", {}, content_hash="abc") != first


def test_without_a_hash_each_is_a_new_one() -> None:
    assert request_run(an_actor(), "trial.give", {}) != request_run(an_actor(), "trial.give", {})


def test_a_stopped_run_answers_nobody() -> None:
    first = request_run(an_actor(), "trial.give", {}, content_hash="abc")
    cancel_run(an_actor(), first.public_id)
    assert request_run(an_actor(), "trial.give", {}, content_hash="abc") != first


def test_an_unknown_kind_is_a_fault_of_the_caller() -> None:
    with pytest.raises(KeyError):
        request_run(an_actor(), "trial.unknown", {})


def test_organisations_take_turns() -> None:
    busy, modest = an_actor(), an_actor("eve@example.com", slug="elsewhere")
    for _ in range(5):
        request_run(busy, "trial.give", {})
    request_run(modest, "trial.give", {})
    urgent = request_run(busy, "trial.give", {}, priority=1)
    work_off()
    order = list(Run.objects.order_by("finished_at", "started_at").values_list("pk", "organisation__slug"))
    assert order[0][0] == urgent.pk
    assert [slug for _pk, slug in order].index("elsewhere") == 2


@pytest.mark.parametrize(
    "how, code, message",
    [
        ("plan", "plan", "activity a: the activity links to itself"),
        ("rule", "rule_broken", "There is no plan any more."),
    ],
)
def test_an_error_of_the_input_ends_the_run_with_its_reason(how: str, code: str, message: str) -> None:
    asked = request_run(an_actor(), "trial.fail", {"how": how})
    work_off()
    run = run_for(an_actor(), asked.public_id)
    assert (run.state, run.attempt, run.error_code, run.error_message) == (RunState.FAILED, 1, code, message)


def test_a_fault_of_the_program_ends_the_run_too(caplog: pytest.LogCaptureFixture) -> None:
    asked = request_run(an_actor(), "trial.fail", {"how": "fault"})
    work_off()
    assert run_for(an_actor(), asked.public_id).error_code == "fault"
    assert "ZeroDivisionError" in caplog.text


def test_what_cannot_be_saved_leaves_no_row() -> None:
    from tests.site.trial.models import TrialResult

    asked = request_run(an_actor(), "trial.give", {"give": "unsaved"})
    work_off()
    assert run_for(an_actor(), asked.public_id).state == RunState.FAILED
    assert not TrialResult.objects.exists()


def test_samples_are_kept_beside_the_result() -> None:
    asked = request_run(an_actor(), "trial.give", {"give": "samples"})
    work_off()
    assert samples_of(asked) == b"0" * 1000


def test_a_waiting_run_is_stopped_at_once() -> None:
    asked = request_run(an_actor(), "trial.give", {})
    assert cancel_run(an_actor(), asked.public_id).state == RunState.CANCELLED
    assert work_off() == 0


def test_runs_are_for_those_who_may_see_their_scope() -> None:
    own = request_run(an_actor(), "trial.give", {}, scope="secret")
    member = an_actor("bo@example.com", OrganisationRole.MEMBER)
    theirs = request_run(member, "trial.give", {})
    assert list(runs_of(an_actor(), "")) == [theirs]
    assert list(runs_of(member, "secret")) == []
    assert list(runs_of(member, "")) == [theirs]
    with pytest.raises(NotFoundError):
        cancel_run(member, own.public_id)
    with pytest.raises(NotFoundError):
        run_for(an_actor("eve@example.com", slug="elsewhere"), own.public_id)
    cancel_run(member, theirs.public_id)


def test_who_sees_a_scope_may_still_not_stop_its_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    from trilemma.site.core.models import Organisation
    from trilemma.site.runs import permissions

    seen, none = (
        Organisation.objects.values_list("slug", flat=True),
        Organisation.objects.none().values_list("slug", flat=True),
    )
    monkeypatch.setattr(permissions._REGISTRY, "rules", [])
    permissions.register_scopes(permissions.ScopeRule(lambda _actor: seen, lambda _actor: none))
    run = request_run(an_actor(), "trial.give", {}, scope="brightside")
    member = an_actor("bo@example.com", OrganisationRole.MEMBER)
    assert list(runs_of(member, "brightside")) == [run]
    with pytest.raises(ForbiddenError):
        cancel_run(member, run.public_id)
