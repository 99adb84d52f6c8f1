"""Correct or withdraw one fact-check by hand, as a run that can be undone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from factcheck.errors import UsageError
from factcheck.formats.csv_writer import COLUMNS, cells, guarded
from factcheck.formats.round_trip import exported
from factcheck.maintenance.accept_changes import with_verdict_of_new_rating
from factcheck.model import SET_ASIDE, Axis, FactCheck, MappedBy, State, Verdict
from factcheck.ratings.rating_reader import RatingReader
from factcheck.store.clock import utc_now
from factcheck.store.producer import __version__
from factcheck.store.row_mapping import Record, as_record
from factcheck.store.runs import NewRun
from factcheck.store.store import Store
from factcheck.store.undo import Edited
from factcheck.text.language import UNKNOWN, language_code
from factcheck.text.scripts import script_of

# These follow from the others, or name the fact-check itself.
_NOT_EDITABLE = frozenset({"id", "record_id", "mapped_by", "script", "factcheck_schema"})
EDITABLE = tuple(name for name in COLUMNS if name not in _NOT_EDITABLE)
_READING = frozenset({"verdict", "axis", "media_flags"})
_LANGUAGES = frozenset({"language", "rating_language"})
_MAX_REASON = 1_000
# Only an input retires, and only an undo takes out.
_STATES = tuple(state for state in State if state not in (State.RETIRED, State.UNDONE))


def edit(
    store: Store,
    id: str,
    values: Mapping[str, str],
    why: str,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> Edited:
    """Set fields of one fact-check; an input replaces them once it says something newer.

    A new rating is read anew, unless *values* say what it means.

    Args:
        store: Open for writing.
        id: The fact-check's id as a person types it.
        values: Texts by the names of `EDITABLE`, written as an exported table has them.
        why: The reason, for the history.
        clock: Tells the time.

    Raises:
        FactCheckNotFound: *id* names no fact-check, or several.
        UsageError: A field or a value is unknown, or there is no reason.
        StoreError: The store cannot be written to.
    """
    reason = " ".join(why.split())
    if not reason:
        raise UsageError("an edit needs its reason: --why 'the publisher corrected the date'")
    if len(reason) > _MAX_REASON:
        raise UsageError(f"a reason has at most {_MAX_REASON:,} characters")
    before = store.get(id)
    if before.state is State.UNDONE:
        raise UsageError(f"{before.id} was taken out by an undo; undo that run first")
    after = _edited(before, values, RatingReader(store.rating_overrides.in_force()))
    run = NewRun(
        input_name=f"edit: {reason}",
        started_at=clock().isoformat(),
        factcheck_version=__version__,
    )
    return store.ledger.edit(before.id, after, run)


def withdraw(store: Store, id: str, why: str, *, clock: Callable[[], datetime] = utc_now) -> Edited:
    """Mark one fact-check as withdrawn today, by a maintainer; arguments as for `edit`."""
    values = {
        "state": State.WITHDRAWN.value,
        "state_reason": SET_ASIDE + " ".join(why.split()),
        "state_on": clock().date().isoformat(),
    }
    return edit(store, id, values, why, clock=clock)


def _edited(before: FactCheck, values: Mapping[str, str], ratings: RatingReader) -> Record:
    unknown = next((name for name in values if name not in EDITABLE), None)
    if unknown is not None:
        known = ", ".join(EDITABLE)
        raise UsageError(f"there is no field {unknown[:60]!r} to edit; fields are {known}")
    row = cells(before) | {name: guarded(_value(name, text)) for name, text in values.items()}
    try:
        after = exported(row)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(str(error).removeprefix("its field ")) from error
    assert after is not None  # the row has the column that marks our own
    if values.keys() & _READING:
        if after.reading.axis is not Axis.TRUTH and after.verdict is not Verdict.UNRATED:
            raise UsageError(
                f"a rating of {after.reading.axis} says nothing about truth: its verdict is "
                f"{Verdict.UNRATED}, not {after.verdict}"
            )
        after = replace(after, reading=replace(after.reading, mapped_by=MappedBy.MAINTAINER))
    record = as_record(replace(after, script=script_of(after.claim)))
    # What another record stated of the old rating says nothing of the new one.
    old = as_record(before) | {"mapped_by": MappedBy.NOBODY.value}
    return record if values.keys() & _READING else with_verdict_of_new_rating(old, record, ratings)


def _value(name: str, text: str) -> str:
    """Return *text*, a language by its code.

    Raises:
        UsageError: It is no language, or no state that a maintainer can give.
    """
    if name in _LANGUAGES and text:
        code = language_code(text)
        if code == UNKNOWN and text.casefold() != UNKNOWN:
            raise UsageError(f"{name} {text[:60]!r} is not known; give a code such as sw or bs")
        return code
    if name == "state" and text not in _STATES:
        raise UsageError(f"state cannot be {text[:60]!r}; it is one of {', '.join(_STATES)}")
    return text
