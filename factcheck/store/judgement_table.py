"""The table of judgements: what people said of a text and a fact-check, append-only.

    from factcheck.maintenance.judging import Judging, record_judgements

    with open_store("claims.db", mode="write") as store:
        made = record_judgements(store, [Judging("text", "id", Judgement.SAME, "desk", "note")])
        store.judgements.of_text("Text!")          # in force, any copy of the text, oldest first
        store.judgements.of_fact_check("id")       # in force, of all texts
        store.judgements.in_force()                # all in force, oldest first
        store.ledger.undo(made.run_id, at)         # a run like any other

What a person said last of a text and a fact-check is in force, unless its run was undone. The key
of a text is its comparable form, by which copies of a post are one; a copy with another full stop
or exclamation mark at its end is kept, and found, under the wording that was judged first. All
texts that are ``same`` as a fact-check are its aliases: they have terms and vectors of their own,
by the number of the judgement.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from factcheck.errors import StoreReadOnly
from factcheck.model import JudgedPair, Judgement, Message, Trust, Verdict
from factcheck.store.connection import (
    StoreConnection,
    StorePart,
    sqlite_errors_translated,
    transaction,
    translate_sqlite_errors,
)
from factcheck.store.fact_check_reader import FactCheckReader
from factcheck.store.row_mapping import (
    UNDONE,
    DamagedRecordError,
    as_json,
    as_list,
    claim_key_hash,
    text_hash,
)
from factcheck.store.runs import NewRun, RunTable
from factcheck.store.vector_table import OF_ALIASES, VectorTable
from factcheck.store.word_index import WordIndex, joined
from factcheck.text.language import guess_language
from factcheck.text.normalise import MAX_COMPARED, comparable, readable, without_final_stop
from factcheck.text.posts import lowercase_shouting
from factcheck.text.sanitise import shortened
from factcheck.text.terms import terms

_NOT_UNDONE = (
    "NOT EXISTS (SELECT 1 FROM ingest_runs u WHERE u.undoes = {0}.run_id AND NOT EXISTS "
    "(SELECT 1 FROM ingest_runs again WHERE again.undoes = u.id))"
)
_COLUMNS = (
    "j.id, j.fact_check, j.language, j.text, f.id, j.judgement, j.judged_by, j.judged_at, j.note, "
    "j.origin, j.claim, j.verdict, j.run_id, f.claim, f.verdict"
)
# The last that each person said of each pair.
_IN_FORCE = (
    f"SELECT {_COLUMNS} FROM judgements j JOIN fact_checks f ON f.number = j.fact_check "
    f"WHERE {{where}} AND {_NOT_UNDONE.format('j')} AND NOT EXISTS (SELECT 1 FROM judgements k "
    "WHERE k.text_key = j.text_key AND k.fact_check = j.fact_check "
    "AND k.judged_by = j.judged_by AND k.origin = j.origin AND k.id > j.id "
    f"AND {_NOT_UNDONE.format('k')}) ORDER BY j.id"
)
_INSERT = (
    "INSERT INTO judgements(run_id, fact_check, text, text_key, language, judgement, judged_by, "
    "judged_at, note, origin, claim, verdict) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"
)
_HAS_ALIAS = (
    "SELECT 1 FROM judgements j JOIN alias_words w ON w.rowid = j.id "
    "WHERE j.text_key = :key AND j.fact_check = :number UNION ALL "
    "SELECT 1 FROM fact_checks WHERE number = :number AND claim_key = :key LIMIT 1"
)
_READ_AT_ONCE = 1_000
_FINAL_STOPS = ("", ".", "!")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """A judgement in force, with what a look-up needs of it.

    Attributes:
        id: Its row, which numbers the terms and the vector of an alias.
        number: Row of the fact-check.
        language: Best guess at that of the text.
        claim: The claim of the fact-check at present.
        verdict: Its verdict at present.
    """

    id: int
    number: int
    language: str
    pair: JudgedPair
    claim: str
    verdict: Verdict

    @property
    def outdated(self) -> Message | None:
        """What changed since in the fact-check, as a clause; None where nothing did."""
        if comparable(self.claim) != comparable(self.pair.claim):
            claim = shortened(self.pair.claim, _SHOWN)
            return Message("its claim was “{claim}” then", claim=claim)
        if self.verdict is not self.pair.verdict:
            before, now = (
                Message(verdict.replace("_", " ")) for verdict in (self.pair.verdict, self.verdict)
            )
            return Message("its verdict was {before} then and is {now} now", before=before, now=now)
        return None


@dataclass(frozen=True, slots=True)
class RecordedJudgements:
    """What recording judgements did.

    Attributes:
        run_id: The run, for ``factcheck undo``; 0 where nothing was new.
        added: As they are stored.
        unchanged: Those that the same person had given already.
        replaced: What the same person had said before and now sees otherwise.
        opposed: What others say of the same pairs, and is not the same.
    """

    run_id: int = 0
    added: tuple[JudgedPair, ...] = ()
    unchanged: tuple[JudgedPair, ...] = ()
    replaced: tuple[JudgedPair, ...] = ()
    opposed: tuple[JudgedPair, ...] = ()


class JudgementTable(StorePart):
    """What people said of texts and fact-checks.

    Every method raises a `StoreError` of the fitting kind where the file cannot be used. A store
    of an older format has no judgements.
    """

    def __init__(self, connection: StoreConnection, *, writable: bool) -> None:
        """Use an open store."""
        super().__init__(connection)
        self._writable = writable
        self._reader = FactCheckReader(connection)
        self._runs = RunTable(connection)
        self.alias_words = WordIndex(connection, "alias_words")
        self.alias_vectors = VectorTable(connection, OF_ALIASES)

    @translate_sqlite_errors
    def has_any(self) -> bool:
        """Whether anything was ever judged here."""
        table = "SELECT 1 FROM sqlite_schema WHERE name = 'judgements'"
        if self._connection.execute(table).fetchone() is None:
            return False
        return self._connection.execute("SELECT 1 FROM judgements LIMIT 1").fetchone() is not None

    def in_force(self) -> Iterator[JudgedPair]:
        """Yield all judgements in force, oldest first; memory does not grow with their number."""
        return (each.pair for each in self.stored())

    def stored(self) -> Iterator[StoredJudgement]:
        """Yield the same, each with claim and verdict of its fact-check as they are now."""
        if not self.has_any():
            return
        with sqlite_errors_translated(self.path):
            cursor = self._connection.execute(_IN_FORCE.format(where="1"))
            while rows := cursor.fetchmany(_READ_AT_ONCE):
                yield from map(_judgement, rows)

    @translate_sqlite_errors
    def disputed(self) -> frozenset[tuple[str, str]]:
        """Give text and fact-check's id of each judgement whose pair people see differently."""
        if not self.has_any():
            return frozenset()
        said: dict[tuple[str, str], set[Judgement]] = defaultdict(set)
        pairs: dict[tuple[str, str], list[JudgedPair]] = defaultdict(list)
        for pair in self.in_force():
            key = (claim_key_hash(comparable(pair.text)), pair.fact_check_id)
            said[key].add(pair.judgement)
            pairs[key].append(pair)
        return frozenset(
            (pair.text, pair.fact_check_id)
            for key, judgements in said.items()
            if len(judgements) > 1
            for pair in pairs[key]
        )

    @translate_sqlite_errors
    def of_text(self, text: str) -> tuple[JudgedPair, ...]:
        """Give the judgements in force of *text* and its copies, oldest first."""
        found = self.of_comparable(comparable(text)) if self.has_any() else []
        return tuple(each.pair for each in found)

    @translate_sqlite_errors
    def of_fact_check(self, id_text: str) -> tuple[JudgedPair, ...]:
        """Give the judgements in force of one fact-check, oldest first.

        Raises:
            FactCheckNotFound: No fact-check has that id.
        """
        public = self._reader.resolve(id_text)
        if not self.has_any():
            return ()
        return tuple(each.pair for each in self._select("f.id = ?", public))

    @translate_sqlite_errors
    def of_comparable(self, comparable_text: str) -> list[StoredJudgement]:
        """Give the judgements in force of one comparable text, oldest first.

        Those of fact-checks whose ingest was undone are left out.
        """
        where = f"j.text_key IN (SELECT value FROM json_each(?)) AND f.state <> '{UNDONE}'"
        return self._select(where, as_json(_keys(comparable_text))) if comparable_text else []

    @translate_sqlite_errors
    def of_aliases(self, ids: Iterable[int]) -> dict[int, list[StoredJudgement]]:
        """Give for aliases all judgements in force of their text and fact-check.

        Args:
            ids: Rows that `alias_words` or `alias_vectors` gave. One whose fact-check's ingest
                was undone, or that nobody upholds, is left out.
        """
        rows = self._connection.execute(
            f"SELECT a.id, {_COLUMNS} FROM judgements a JOIN judgements j "
            "ON j.text_key = a.text_key AND j.fact_check = a.fact_check "
            f"JOIN fact_checks f ON f.number = j.fact_check AND f.state <> '{UNDONE}' "
            f"WHERE a.id IN (SELECT value FROM json_each(?)) AND {_NOT_UNDONE.format('j')} "
            "AND NOT EXISTS (SELECT 1 FROM judgements k WHERE k.text_key = j.text_key "
            "AND k.fact_check = j.fact_check AND k.judged_by = j.judged_by "
            f"AND k.origin = j.origin AND k.id > j.id AND {_NOT_UNDONE.format('k')}) "
            "ORDER BY a.id, j.id",
            (as_list(ids),),
        )
        found: dict[int, list[StoredJudgement]] = defaultdict(list)
        for alias, *row in rows:
            found[alias].append(_judgement(row))
        return found

    @translate_sqlite_errors
    def aliases_of(self, numbers: Set[int]) -> set[int]:
        """Give the rows of all aliases of the fact-checks in these rows."""
        rows = self._connection.execute(
            "SELECT id, fact_check FROM judgements WHERE judgement = ?", (Judgement.SAME.value,)
        )
        return {id for id, number in rows if number in numbers}

    @translate_sqlite_errors
    def origins(self) -> frozenset[str]:
        """Give the partners and inputs that judgements come from."""
        rows = self._connection.execute("SELECT DISTINCT origin FROM judgements WHERE origin <> ''")
        return frozenset(origin for (origin,) in rows)

    @translate_sqlite_errors
    def trust(self) -> Mapping[str, Trust]:
        """Give how much judgements of each origin count; those not named count as a hint."""
        rows = self._connection.execute(
            f"SELECT origin, trust FROM trusted_origins t WHERE {_NOT_UNDONE.format('t')} "
            "ORDER BY id"
        )
        try:
            return {origin: Trust(trust) for origin, trust in rows}
        except ValueError as error:
            raise DamagedRecordError(f"trust in an origin cannot be read: {error}") from error

    @translate_sqlite_errors
    def set_trust(self, origin: str, trust: Trust, run: NewRun) -> int:
        """Let the judgements of *origin* count so much; give the run."""
        self._refuse_reading()
        with transaction(self._connection):
            run_id = self._runs.begin(replace(run, kind="trust"))
            self._connection.execute(
                "INSERT INTO trusted_origins(run_id, origin, trust) VALUES(?,?,?)",
                (run_id, origin, trust.value),
            )
            self._runs.finish(run_id, {"changed": 1}, run.started_at)
        return run_id

    @translate_sqlite_errors
    def record(self, pairs: Sequence[JudgedPair], run: NewRun) -> RecordedJudgements:
        """Record *pairs* in a run of kind ``judge``, all or nothing.

        What the same person said of the same pair already is not recorded again. Claim and
        verdict are kept as the fact-check has them now, where a pair has none.

        Raises:
            FactCheckNotFound: There is no such fact-check.
            StoreReadOnly: The store was opened for reading.
        """
        self._refuse_reading()
        done = _Recording()
        with transaction(self._connection):
            for pair in pairs:
                self._record(pair, run, done)
            if done.run_id:
                counts = {"added": len(done.added), "unchanged": len(done.unchanged)}
                self._runs.finish(done.run_id, counts, run.started_at)
        return RecordedJudgements(
            done.run_id,
            tuple(done.added),
            tuple(done.unchanged),
            tuple(done.replaced),
            tuple(done.opposed),
        )

    @translate_sqlite_errors
    def record_in(self, run_id: int, pairs: Iterable[JudgedPair]) -> int:
        """Record *pairs* as part of a run that has begun; give how many are new.

        Raises:
            FactCheckNotFound: There is no such fact-check.
        """
        self._refuse_reading()
        done = _Recording(run_id)
        with transaction(self._connection):
            for pair in pairs:
                self._record(pair, None, done)
        return len(done.added)

    @translate_sqlite_errors
    def follow(self, run_id: int, kept: int, joined: int) -> None:
        """Let what people said of the row *joined* count for the row *kept*, in a run that joins.

        What the same person said of *kept* itself stays. Inside the caller's transaction.
        """
        claim, verdict = self._connection.execute(
            "SELECT claim, verdict FROM fact_checks WHERE number = ?", (kept,)
        ).fetchone()
        for stored in self._select("j.fact_check = ?", joined):
            pair, key = stored.pair, claim_key_hash(comparable(stored.pair.text))
            there = self._select("j.text_key = ? AND j.fact_check = ?", key, kept)
            if _whose(pair) not in {_whose(each.pair) for each in there}:
                if not stored.outdated:
                    pair = replace(pair, claim=claim, verdict=Verdict(verdict))
                self._add(run_id, kept, key, pair)

    @translate_sqlite_errors
    def own_of(self, numbers: Iterable[int]) -> dict[int, tuple[JudgedPair, ...]]:
        """Give our own judgements in force of the fact-checks in these rows, oldest first."""
        found: dict[int, list[JudgedPair]] = defaultdict(list)
        if self.has_any():
            where = "j.origin = '' AND j.fact_check IN (SELECT value FROM json_each(?))"
            for each in self._select(where, as_list(numbers)):
                found[each.number].append(each.pair)
        return {number: tuple(pairs) for number, pairs in found.items()}

    @translate_sqlite_errors
    def made_in(self, run_id: int) -> int:
        """Count the judgements of a run, or of the run that it took back or brought back."""
        if not self.has_any():
            return 0
        while undoes := self._runs.get(run_id).undoes:
            run_id = undoes
        sql = "SELECT count(*) FROM judgements WHERE run_id = ?"
        count: int = self._connection.execute(sql, (run_id,)).fetchone()[0]
        return count

    def since(self, day: str) -> Iterator[tuple[JudgedPair, str, str, str]]:
        """Yield every judgement that was recorded since *day*, also those taken back.

        Each comes with start and name of its run and with the publisher, in the order of
        recording.
        """
        if not self.has_any():
            return
        sql = (
            f"SELECT n.started_at, n.input_name, p.name, {_COLUMNS} FROM judgements j "
            "JOIN fact_checks f ON f.number = j.fact_check "
            "JOIN publishers p ON p.id = f.publisher_id JOIN ingest_runs n ON n.id = j.run_id "
            "WHERE n.started_at >= ? ORDER BY j.id"
        )
        with sqlite_errors_translated(self.path):
            cursor = self._connection.execute(sql, (day,))
            while rows := cursor.fetchmany(_READ_AT_ONCE):
                yield from (
                    (_judgement(row).pair, at, name, publisher)
                    for at, name, publisher, *row in rows
                )

    def wrong_aliases(self) -> tuple[list[int], list[int]]:
        """Give the rows of judgements that are not as they were judged, and of missing aliases."""
        spoiled, missing = [], []
        rows = self._connection.execute(
            "SELECT j.id, j.text, j.text_key, j.claim, j.text_key = f.claim_key OR EXISTS ("
            "SELECT 1 FROM judgements k JOIN alias_words w ON w.rowid = k.id "
            "WHERE k.text_key = j.text_key AND k.fact_check = j.fact_check) "
            "FROM judgements j JOIN fact_checks f ON f.number = j.fact_check "
            "WHERE j.judgement = ?",
            (Judgement.SAME.value,),
        )
        for id, text, key, claim, has_alias in rows:
            text_form = comparable(text)
            if claim_key_hash(text_form) != key:
                spoiled.append(id)
            elif not has_alias and text_form != comparable(claim):
                missing.append(id)
        return spoiled, missing

    def rebuild_aliases(self) -> None:
        """Index all aliases anew, and queue those without a vector of their text."""
        rows = self._connection.execute(
            "SELECT min(j.id), j.text FROM judgements j JOIN fact_checks f "
            "ON f.number = j.fact_check WHERE j.judgement = ? AND j.text_key <> f.claim_key "
            "GROUP BY j.text_key, j.fact_check ORDER BY 1",
            (Judgement.SAME.value,),
        ).fetchall()
        self.alias_words.clear()
        self.alias_words.add([(id, alias_terms(text), "") for id, text in rows])
        self.alias_vectors.mend_fingerprints()
        have = self._connection.execute(
            "SELECT judgement, text_hash FROM alias_vectors UNION ALL "
            "SELECT judgement, text_hash FROM alias_queue"
        )
        wanted = {id: text_hash(text, "") for id, text in rows}
        known = dict(have.fetchall())
        self.alias_vectors.forget(known.keys() - wanted.keys())
        self.alias_vectors.queue(
            (id, hashed) for id, hashed in wanted.items() if known.get(id) != hashed
        )

    def _record(self, given: JudgedPair, run: NewRun | None, done: "_Recording") -> None:
        number, pair = self._completed(given)
        key = claim_key_hash(comparable(pair.text))
        where = "j.text_key = ? AND j.fact_check = ?"
        earlier = [each.pair for each in self._select(where, key, number)]
        own = next((each for each in earlier if _whose(each) == _whose(pair)), None)
        # A judgement of ours may come back to us by way of a partner.
        back = next((each for each in earlier if _whose(each) == (pair.judged_by, "")), None)
        known = next((each for each in (own, back) if each and _says_the_same(each, pair)), None)
        if known is not None:
            done.unchanged.append(known)
            return
        if own is not None and own.judgement is not pair.judgement:
            done.replaced.append(own)
        others = (each for each in earlier if _whose(each) != _whose(pair))
        done.opposed += [each for each in others if each.judgement is not pair.judgement]
        if run is not None:
            done.run_id = done.run_id or self._runs.begin(replace(run, kind="judge"))
        done.added.append(self._add(done.run_id, number, key, pair))

    def _completed(self, pair: JudgedPair) -> tuple[int, JudgedPair]:
        """Give the row of the fact-check, and *pair* with its full id, claim and verdict."""
        public = self._reader.resolve(pair.fact_check_id)
        number, claim, verdict = self._connection.execute(
            "SELECT number, claim, verdict FROM fact_checks WHERE id = ?", (public,)
        ).fetchone()
        text = self._as_judged_first(pair.text[:MAX_COMPARED])
        pair = replace(pair, fact_check_id=public, text=text)
        if not pair.claim:
            pair = replace(pair, claim=claim, verdict=Verdict(verdict))
        return number, pair

    def _as_judged_first(self, text: str) -> str:
        """Give *text*, or the judged wording that differs only in the stop at its end."""
        keys = _keys(comparable(text))
        row = self._connection.execute(
            "SELECT text FROM judgements WHERE text_key IN (SELECT value FROM json_each(?)) "
            "ORDER BY text_key <> ?, id LIMIT 1",
            (as_json(keys), keys[0]),
        ).fetchone()
        return row[0] if row else text

    def _add(self, run_id: int, number: int, key: str, pair: JudgedPair) -> JudgedPair:
        cursor = self._connection.execute(
            _INSERT,
            (
                run_id,
                number,
                pair.text,
                key,
                guess_language(readable(lowercase_shouting(pair.text))),
                pair.judgement.value,
                pair.judged_by,
                pair.judged_at,
                pair.note,
                pair.origin,
                pair.claim,
                pair.verdict.value,
            ),
        )
        if pair.judgement is Judgement.SAME:
            self._index(int(cursor.lastrowid or 0), number, key, pair.text)
        return replace(pair, run_id=run_id)

    def _index(self, id: int, number: int, key: str, text: str) -> None:
        """Index the text of a judgement as an alias, unless the fact-check has this wording."""
        if self._connection.execute(_HAS_ALIAS, {"key": key, "number": number}).fetchone() is None:
            self.alias_words.add([(id, alias_terms(text), "")])
            self.alias_vectors.queue([(id, text_hash(text, ""))])

    def _select(self, where: str, *parameters: object) -> list[StoredJudgement]:
        rows = self._connection.execute(_IN_FORCE.format(where=where), parameters)
        return [_judgement(row) for row in rows]

    def _refuse_reading(self) -> None:
        if not self._writable:
            raise StoreReadOnly(f"{self.path} was opened for reading; open it for writing")


def _keys(comparable_text: str) -> list[str]:
    """Give the key of a text, and those of its copies with another stop at the end."""
    stem = without_final_stop(comparable_text)
    return [claim_key_hash(each) for each in (comparable_text, *(stem + s for s in _FINAL_STOPS))]


@dataclass(slots=True)
class _Recording:
    """What has been recorded so far."""

    run_id: int = 0
    added: list[JudgedPair] = field(default_factory=list)
    unchanged: list[JudgedPair] = field(default_factory=list)
    replaced: list[JudgedPair] = field(default_factory=list)
    opposed: list[JudgedPair] = field(default_factory=list)


def alias_terms(text: str) -> str:
    """Give the terms of an alias as they are indexed."""
    return joined(terms(readable(lowercase_shouting(text))))


def _whose(pair: JudgedPair) -> tuple[str, str]:
    return pair.judged_by, pair.origin


def _says_the_same(earlier: JudgedPair, pair: JudgedPair) -> bool:
    return (earlier.judgement, earlier.claim, earlier.verdict) == (
        pair.judgement,
        pair.claim,
        pair.verdict,
    ) and pair.note in ("", earlier.note)


def _judgement(row: Sequence[Any]) -> StoredJudgement:
    id, number, language, text, public, judgement, judged_by, judged_at, *rest = row
    note, origin, claim, verdict, run_id, present_claim, present_verdict = rest
    try:
        pair = JudgedPair(
            text=text,
            fact_check_id=public,
            judgement=Judgement(judgement),
            judged_by=judged_by,
            judged_at=judged_at,
            note=note,
            origin=origin,
            claim=claim,
            verdict=Verdict(verdict),
            run_id=run_id,
        )
        return StoredJudgement(id, number, language, pair, present_claim, Verdict(present_verdict))
    except ValueError as error:
        raise DamagedRecordError(f"a judgement cannot be read: {error}") from error
