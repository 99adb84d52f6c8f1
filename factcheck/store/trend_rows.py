"""Read of every fact-check what is counted over time, without its texts and pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from factcheck.model import SET_ASIDE, HarmNote, MediaFlag, State, Verdict
from factcheck.store.connection import StorePart, sqlite_errors_translated, translate_sqlite_errors
from factcheck.store.row_mapping import DamagedRecordError, harm_note, read_json

_READ_AT_ONCE = 1_000
_COLUMNS = (
    "number, id, claim, review_url, language, verdict, publisher, publisher_country, media_flags, "
    "reviewed_on, state, state_reason, state_on, harm"
)
# A rating that was there and became another one, by what an input or a look at its page said,
# and which nobody has taken back.
_CHANGED_RATINGS = (
    "SELECT f.id, (SELECT recorded_at FROM revisions WHERE fact_check = f.number AND number = 1), "
    "min(r.recorded_at) FROM revisions r "
    "JOIN fact_checks f ON f.number = r.fact_check JOIN ingest_runs n ON n.id = r.run_id "
    "WHERE r.number > 1 AND n.kind IN ('ingest', 'sources') "
    "AND json_extract(r.changes, '$.rating[0]') <> '' "
    "AND json_extract(r.changes, '$.rating[1]') <> '' "
    "AND NOT EXISTS (SELECT 1 FROM ingest_runs u WHERE u.undoes = r.run_id "
    "AND NOT EXISTS (SELECT 1 FROM ingest_runs again WHERE again.undoes = u.id)) GROUP BY f.number"
)
_DAY = len("2021-03-04")


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A fact-check, as far as it is counted; the fields are those of `FactCheck`."""

    number: int
    id: str
    claim: str
    review_url: str
    language: str
    verdict: Verdict
    publisher: str
    country: str
    media_flags: tuple[MediaFlag, ...]
    reviewed_on: str
    state: State
    state_on: str
    is_set_aside: bool
    harm: HarmNote | None


class TrendReader(StorePart):
    """Reads rows, all from one open store."""

    def rows(self) -> Iterator[TrendRow]:
        """Yield every fact-check that was not undone, in the order of the ids."""
        with sqlite_errors_translated(self.path):
            cursor = self._connection.execute(
                f"SELECT {_COLUMNS} FROM current_fact_checks ORDER BY id"
            )
            while rows := cursor.fetchmany(_READ_AT_ONCE):
                yield from map(_row, rows)

    @translate_sqlite_errors
    def changed_ratings(self) -> dict[str, tuple[str, str]]:
        """Give by fact-check the day on which it was stored, and that of its first other rating."""
        rows = self._connection.execute(_CHANGED_RATINGS)
        return {id: (first[:_DAY], changed[:_DAY]) for id, first, changed in rows}


def _row(columns: tuple[Any, ...]) -> TrendRow:
    number, public, claim, url, language, verdict, publisher, country, flags, *rest = columns
    reviewed_on, state, reason, state_on, harm = rest
    try:
        return TrendRow(
            number,
            public,
            claim,
            url,
            language,
            Verdict(verdict),
            publisher,
            country,
            tuple(MediaFlag(flag) for flag in read_json(flags, list)),
            reviewed_on,
            State(state),
            state_on,
            state == State.WITHDRAWN and reason.startswith(SET_ASIDE),
            harm_note(read_json(harm, dict)) if harm else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedRecordError(f"fact-check {public!r}: {error}") from error
