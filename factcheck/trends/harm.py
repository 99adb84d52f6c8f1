"""Count harm notes that people entered; nothing is guessed from a text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from factcheck.model import RABAT_FACTORS, HarmNote, Message
from factcheck.store.trend_rows import TrendRow
from factcheck.text.language import UNKNOWN
from factcheck.trends.figures import Key, RowKind, Table, counted, in_order, largest_first, only
from factcheck.trends.periods import Period, period_of
from factcheck.trends.published import ALL

NOTED = "harm_notes"


def harm_tables(rows: Sequence[TrendRow], by: Period) -> Iterator[Table]:
    """Yield what is noted of *rows*, and where a peace message is missing.

    A message is missed in the language of the fact-check, and in every language in which
    another note has one.
    """
    noted = [(row, row.harm) for row in rows if row.harm is not None]
    messages = {code for _, note in noted for code, _ in note.peace_messages}
    title = Message("Fact-checks with a note on harm")
    yield Table(NOTED, title, (), tuple(only(row.id for row, _ in noted)), share_of=ALL)

    def table(name: str, title: Message, key: str, found: Mapping[Key, list[str]]) -> Table:
        return Table(name, title, (key,), largest_first(found), share_of=NOTED)

    def collected(
        keys_of: Callable[[TrendRow, HarmNote], Iterable[str]],
    ) -> Mapping[Key, list[str]]:
        return counted(noted, lambda each: [(key,) for key in keys_of(*each)], lambda e: e[0].id)

    yield table(
        "harm_by_kind",
        Message("Notes on harm by kind"),
        "harm",
        collected(lambda _, note: [note.kind.value]),
    )
    yield table(
        "harm_by_factor",
        Message("Factors of the Rabat Plan of Action that the notes say something of"),
        "factor",
        collected(lambda _, note: [name for name in RABAT_FACTORS if getattr(note, name)]),
    )
    by_period = collected(lambda row, _: [period_of(row.reviewed_on, by)])
    title = Message("Notes on harm by date of the review")
    yield Table("harm_by_period", title, ("period",), in_order(by_period), share_of=NOTED)
    without = [row.id for row, note in noted if not note.peace_messages]
    title = Message("Notes without any peace message")
    yield Table("harm_without_message", title, (), tuple(only(without)), share_of=NOTED)
    yield table(
        "harm_without_message_by_language",
        Message("Notes without a peace message in this language"),
        "language",
        collected(lambda row, note: _missed(row, note, messages)),
    )
    missed = {(row.id,): sorted(_missed(row, note, messages)) for row, note in noted}
    yield Table(
        "languages_without_message",
        Message("Languages in which a noted fact-check has no peace message"),
        ("fact_check",),
        largest_first({key: codes for key, codes in missed.items() if codes}),
        RowKind.LANGUAGE,
    )


def _missed(row: TrendRow, note: HarmNote, messages: set[str]) -> set[str]:
    has = {code for code, _ in note.peace_messages}
    return ({row.language, *messages} - {UNKNOWN}) - has
