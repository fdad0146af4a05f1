"""Operations that change the outline or the links: all of them are done, or none."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from trilemma.engine.api import TrilemmaError
from trilemma.site.core.errors import RuleError
from trilemma.site.planning.actions.editing import values
from trilemma.site.planning.actions.editing.draft import Draft, FieldError
from trilemma.site.planning.actions.editing.operations import Delete, Insert, LinkTo, Move, Shift, Unlink
from trilemma.site.planning.actions.editing.setting import forget_modes, set_field
from trilemma.site.planning.queries.outline import MILESTONE, SUMMARY

DEEPEST = 20


def insert(draft: Draft, operation: Insert) -> None:
    """Insert rows before another, or at the bottom."""
    at = len(draft.outline) if operation.before is None else draft.position(draft.pk(operation.before))
    new: list[tuple[int, int]] = []
    most = draft.outline[at - 1][1] + 1 if at else 0
    for row in operation.rows:
        name = str(row.fields.get("name", "")).strip()
        level = max(0, min(row.level, most, DEEPEST))
        new.append((draft.new_row(row.key, name), level))
        most = level + 1
    pks = [pk for pk, _level in new]
    draft.put_outline([*draft.outline[:at], *new, *draft.outline[at:]], pks)
    _clear_summaries(draft)
    for pk, row in zip(pks, operation.rows, strict=True):
        if row.kind not in {SUMMARY, MILESTONE} and not draft.is_summary(pk):
            draft.put(pk, modes=[{"id": "normal", "duration": "1d"}])
        for field, value in row.fields.items():
            if field == "name" or value in ("", None, []):
                continue
            try:
                set_field(draft, pk, field, value)
                draft.check(pk)
            except (RuleError, TrilemmaError) as error:
                wrong = FieldError(error.message)
                wrong.row, wrong.field = row.key, field
                raise wrong from error


def delete(draft: Draft, operation: Delete) -> None:
    """Delete rows with what lies below them, and what is said of them elsewhere in the plan."""
    positions = {p for public_id in operation.rows for p in draft.block(draft.position(draft.pk(public_id)))}
    gone = [draft.outline[position][0] for position in positions]
    names = {draft.row(pk)["key"] for pk in gone}
    draft.drop(gone)
    _forget(draft, names)


def move(draft: Draft, operation: Move) -> None:
    """Move rows with what lies below them."""
    taken = _blocks(draft, operation.rows)
    positions = {position for block in taken for position in block}
    before = None if operation.before is None else draft.position(draft.pk(operation.before))
    if before in positions:
        raise RuleError(_("Rows cannot be moved into themselves."))
    kept_before = [
        entry for p, entry in enumerate(draft.outline) if p not in positions and (before is None or p < before)
    ]
    kept_after = [
        entry for p, entry in enumerate(draft.outline) if p not in positions and before is not None and p >= before
    ]
    most = kept_before[-1][1] + 1 if kept_before else 0
    shift = max(0, min(operation.level, most, DEEPEST)) - draft.outline[taken[0][0]][1]
    moved = [(draft.outline[p][0], max(0, draft.outline[p][1] + shift)) for block in taken for p in block]
    draft.put_outline(_levelled([*kept_before, *moved, *kept_after]), [draft.outline[block[0]][0] for block in taken])
    _clear_summaries(draft)


def shift(draft: Draft, operation: Shift) -> None:
    """Indent or outdent rows with what lies below them; those that cannot be are left as they are."""
    outline = list(draft.outline)
    moved = []
    for block in _blocks(draft, operation.rows):
        first = block[0]
        level = outline[first][1] + operation.by
        most = outline[first - 1][1] + 1 if first else 0
        if not 0 <= level <= min(most, DEEPEST):
            continue
        for position in block:
            outline[position] = (outline[position][0], outline[position][1] + operation.by)
        moved.append(outline[first][0])
    draft.put_outline(_levelled(outline), moved)
    _clear_summaries(draft)


def link(draft: Draft, operation: LinkTo) -> None:
    """Link two rows; a link that joins them already is changed."""
    before, after = draft.pk(operation.before), draft.pk(operation.after)
    if before == after:
        raise RuleError(_("An activity cannot wait for itself."))
    known = [key for key in draft.links_into(after) if draft.links[key]["predecessor_id"] == before]
    same = [key for key in known if draft.links[key]["type"] == operation.type]
    key = next(iter(same or known), None)
    if operation.type not in {"FS", "SS", "FF", "SF"}:
        raise RuleError(_("A link is FS, SS, FF or SF, not “%(type)s”.") % {"type": operation.type})
    draft.put_link(before, after, operation.type, values.lag(operation.lag), key)
    draft.check(after)


def unlink(draft: Draft, operation: Unlink) -> None:
    """Remove the links between two rows."""
    before, after = draft.pk(operation.before), draft.pk(operation.after)
    for key in draft.links_into(after):
        if draft.links[key]["predecessor_id"] == before:
            draft.drop_link(key)


def _blocks(draft: Draft, rows: Iterable[str]) -> list[range]:
    """Return the positions of rows with what lies below them, in order, none within another."""
    positions = sorted({draft.position(draft.pk(public_id)) for public_id in rows})
    if not positions:
        raise RuleError(_("Choose an activity first."))
    blocks: list[range] = []
    for position in positions:
        if not blocks or position not in blocks[-1]:
            blocks.append(draft.block(position))
    return blocks


def _levelled(outline: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return an outline in which nothing lies more than one level below what is above it."""
    found: list[tuple[int, int]] = []
    for pk, level in outline:
        found.append((pk, min(level, found[-1][1] + 1 if found else 0)))
    return found


def _clear_summaries(draft: Draft) -> None:
    """Take the estimate from what has become a summary, for it is done by what lies below it; refuse progress."""
    for (pk, level), (_below, deeper) in zip(draft.outline, draft.outline[1:], strict=False):
        row = draft.row(pk)
        if deeper <= level or not (row["modes"] or row["progress"]):
            continue
        if row["progress"]:
            raise RuleError(
                _("“%(name)s” has progress of its own, so that nothing can be put below it.")
                % {"name": draft.title(pk)}
            )
        draft.put(pk, modes=[])
        forget_modes(draft, row["key"])


def _forget(draft: Draft, names: set[str]) -> None:
    """Take deleted activities out of what was adopted, the release, risks, quality steps and statements."""
    adopted = draft.head_value("adopted")
    if adopted:
        kept = {name: _without(name, value, names) for name, value in adopted.items()}
        if kept != adopted:
            draft.head["adopted"] = kept
    if draft.head_value("release") in names:
        draft.head["release"] = ""
    for table, rows in draft.base.rows.parts.items():
        for row in rows:
            fields = row["fields"]
            if fields.get("activity") in names:
                draft.parts.setdefault(table, {})[row["pk"]] = None
            elif names & set(fields.get("activities", ())):
                left = [name for name in fields["activities"] if name not in names]
                changed = {**row, "fields": {**fields, "activities": left}}
                draft.parts.setdefault(table, {})[row["pk"]] = changed if left else None


def _without(name: str, value: object, names: set[str]) -> object:
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key not in names}
    if name == "arcs" and isinstance(value, list):
        return [pair for pair in value if not names & set(pair)]
    if isinstance(value, list):
        return [each for each in value if (each.get("activity") if isinstance(each, dict) else each) not in names]
    return value
