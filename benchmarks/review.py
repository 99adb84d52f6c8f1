"""Does judging pay: an oracle judges suggestions as the labels of the development sets say.

    PYTHONPATH=tools python benchmarks/review.py [FOLDER --work WORK] [--only SET] [--split dev]

Without FOLDER, only what needs no set: 10,000 pairs are judged `different`, and it is counted how
many of them are suggested again after their records are read anew, encoded anew, joined and taken
back. With FOLDER and WORK, those of quality.py, for each set:

- how many suggestions are looked at until 90 % of the right ones are confirmed, by order: in the
  list as it is, where every claim has an answer, and with the answers of most claims hidden;
- recall and precision of matches in one half of the claims, after the suggestions for the other
  half were judged: with the confirmed wordings as aliases, and calibrated too.
"""

import argparse
import csv
import math
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from claim_training.topics import read_topics
from numpy.typing import NDArray
from quality import SETS
from stores import CachingEncoder

from factcheck.errors import UsageError
from factcheck.evaluation.evaluate import read_labels
from factcheck.evaluation.evaluation_corpus import corpus_store
from factcheck.evaluation.recalibrate import Share, judged_scores, recalibrate
from factcheck.ingest import IngestOptions, ingest
from factcheck.lookup import Lookup, LookupOptions
from factcheck.maintenance.judging import Judging, record_judgements
from factcheck.model import Decision, Judgement, Match
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.retrieval.embed_pending import embed_pending
from factcheck.review.review_queue import AskedClaim, Pair, ReviewOrder, Suggestion
from factcheck.review.review_session import ReviewSession
from factcheck.store.runs import NewRun
from factcheck.store.store import Store, open_store
from factcheck.text.normalise import comparable, words

OURS = "oracle"
AT = "2026-01-01T00:00:00+00:00"
WANTED = 0.9
REJECTED = 10_000
SUGGESTIONS = 5
# Of a newsroom's list few claims were checked before; the sets have only those that were.
LISTS = {"every claim has an answer": 1, "every second has one": 2, "one in five has one": 5}
JOINED = 200


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--split", default="dev", choices=("dev", "train"))
    parser.add_argument("--only", choices=SETS)
    parser.add_argument("--most", type=int, help="Claims of a set, from its beginning.")
    chosen = parser.parse_args()
    if chosen.folder is None:
        rejected_again()
        return
    encoder = CachingRerankingEncoder(default_encoder(say))
    for name in (chosen.only,) if chosen.only else SETS:
        measure(name, chosen.folder / name, chosen.work, encoder, (chosen.split, chosen.most))


def say(message: str) -> None:
    """Keep what is not a figure off standard output."""
    print(message, file=sys.stderr)


class CachingRerankingEncoder(CachingEncoder):
    """Reads no pair twice: the same claims are looked up before and after they are judged."""

    def __init__(self, encoder: Encoder) -> None:
        """Wrap *encoder*."""
        super().__init__(encoder)
        self._read = self.score_pairs
        self._log_odds: dict[tuple[str, str], float] = {}
        self.score_pairs = self._score_pairs

    def _score_pairs(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._log_odds]
        if new:
            self._log_odds.update(zip(new, self._read(new).tolist(), strict=True))
        return np.array([self._log_odds[pair] for pair in pairs], np.float32)


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim of a set, with what it found.

    Attributes:
        right: Ids of the fact-checks that answer it, also of those that review the same words.
        found: What the lookup ranks, best first.
        found_without: The same with the right ones hidden.
    """

    text: str
    right: frozenset[str]
    found: tuple[Match, ...]
    found_without: tuple[Match, ...] = ()


def measure(
    name: str, folder: Path, work: Path, encoder: Encoder, part: tuple[str, int | None]
) -> None:
    """Measure one set and print it."""
    split, most = part
    labels = read_labels(folder / f"queries.{split}.jsonl.gz", folder / f"qrels.{split}.tsv")[:most]
    store, documents = corpus_store(folder / "corpus.jsonl.gz", work, encoder, lambda _: None)
    right = [set().union(*(documents.numbers.get(d, ()) for d in e.documents)) for e in labels]
    texts = [label.text for label in labels]
    with store:
        asked = list(looked_up(store, encoder, texts, right))
        path = store.path
    print(f"\n{name}, {split}: {len(asked)} claims")
    print_orders(asked)
    print_halves(asked, path, encoder)


def looked_up(
    store: Store, encoder: Encoder, texts: Sequence[str], right: Sequence[set[int]]
) -> Iterator[Asked]:
    """Look every claim up, with its answers and without them."""
    for text, numbers, ranking in zip(
        texts, right, Lookup(store, encoder).rankings(texts), strict=True
    ):
        found = ranking(frozenset())
        answers = store.fact_checks(numbers).values()
        said = {words(answer.claim) for answer in answers}
        twins = {m.fact_check.id for m in found if words(m.fact_check.claim) in said}
        hidden = {n for match in twins for n in [store_number(store, match)]} | numbers
        yield Asked(
            text,
            frozenset({answer.id for answer in answers} | twins),
            found,
            ranking(frozenset(hidden)),
        )


def store_number(store: Store, id: str) -> int:
    """Give the row of a fact-check."""
    sql = "SELECT number FROM fact_checks WHERE id = ?"
    number: int = store.connection.execute(sql, (id,)).fetchone()[0]
    return number


def suggested(found: Sequence[Match]) -> list[Match]:
    """Give what an answer would suggest; nothing where it has a match."""
    if any(match.decision is Decision.MATCH for match in found):
        return []
    shown = [match for match in found if match.decision is Decision.SUGGESTED]
    return shown[:SUGGESTIONS]


def print_orders(asked: Sequence[Asked]) -> None:
    """Print how many suggestions are looked at in each order."""
    for list_name, each_with in LISTS.items():
        claims, right = claims_of(
            [
                (each, each.found_without if at % each_with else each.found)
                for at, each in enumerate(asked)
            ]
        )
        goal = math.ceil(WANTED * len(right))
        total = sum(len(claim.suggestions) for claim in claims)
        print(f"  {list_name}: {total} suggestions, {len(right)} right; {goal} to confirm")
        plain = looks([pair for claim in claims for pair in claim.pairs], right, goal)
        counted = {"one after another": plain}
        for order in (ReviewOrder.LIST, ReviewOrder.UNCERTAIN):
            counted[f"--order {order}"] = looks_in(order, claims, right, goal)
        for name, count in (*counted.items(), ("the least possible", goal)):
            print(f"    {name:24}{count:6}   {count / plain - 1:+.0%}")


def claims_of(
    queries: Sequence[tuple[Asked, Sequence[Match]]],
) -> tuple[list[AskedClaim], set[tuple[int, str]]]:
    """Give what waits for a person, and which pairs of line and fact-check are right."""
    claims, right = [], set()
    for line, (asked, found) in enumerate(queries, start=1):
        shown = suggested(found)
        suggestions = tuple(map(Suggestion.of, shown))
        if suggestions:
            claims.append(AskedClaim(asked.text, "und", line, suggestions))
        right |= {(line, s.fact_check_id) for s in suggestions if s.fact_check_id in asked.right}
    return claims, right


def is_right(pair: Pair, right: set[tuple[int, str]]) -> bool:
    """Say what the labels say of a pair."""
    return (pair.claim.line, pair.suggestion.fact_check_id) in right


def looks(pairs: Sequence[Pair], right: set[tuple[int, str]], goal: int) -> int:
    """Count the pairs until so many right ones were seen."""
    seen = 0
    for count, pair in enumerate(pairs, start=1):
        seen += is_right(pair, right)
        if seen >= goal:
            return count
    return len(pairs)


def looks_in(
    order: ReviewOrder, claims: Sequence[AskedClaim], right: set[tuple[int, str]], goal: int
) -> int:
    """Judge pair after pair in a review, and count them until so many are confirmed."""
    session = ReviewSession(claims, order, save=lambda *_: 1, take_back=lambda _: None)
    while session.current is not None and session.counts[Judgement.SAME] < goal:
        said = Judgement.SAME if is_right(session.current, right) else Judgement.DIFFERENT
        session.answer(said)
    return session.done


def print_halves(asked: Sequence[Asked], path: Path, encoder: Encoder) -> None:
    """Judge the suggestions for one half of the claims, and print the matches in the other."""
    keys = {comparable(each.text) for each in asked[::2]}
    other = [each for each in asked[1::2] if comparable(each.text) not in keys]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        with open_store(copy, mode="write") as store:
            judged = [
                Judging(each.text, match.fact_check.id, verdict_on(each, match), OURS)
                for each in asked[::2]
                for match in suggested(each.found)
            ]
            record_judgements(store, judged, encoder)
            print(f"  {len(judged)} suggestions judged; matches in the other {len(other)} claims:")
            print_matches("before", other, [each.found for each in other])
            print_matches("with aliases", other, found_now(store, encoder, other))
            try:
                fitted = recalibrate(judged_scores(store, encoder), 0.95)
            except UsageError as error:
                print(f"    not calibrated: {error}")
                return
            store.calibrations.save(fitted.calibration, NewRun("", AT, kind="calibrate"))
            print_matches("and calibrated", other, found_now(store, encoder, other))
            print(f"    {fitted.calibration}")


def verdict_on(asked: Asked, match: Match) -> Judgement:
    """Judge as the labels say."""
    return Judgement.SAME if match.fact_check.id in asked.right else Judgement.DIFFERENT


def found_now(store: Store, encoder: Encoder, asked: Sequence[Asked]) -> list[tuple[Match, ...]]:
    """Look claims up in the store as it is now."""
    rankings = Lookup(store, encoder).rankings(each.text for each in asked)
    return [ranking(frozenset()) for ranking in rankings]


def print_matches(name: str, asked: Sequence[Asked], found: Sequence[Sequence[Match]]) -> None:
    """Print recall and precision of matches, a claim at a time."""
    matched = [
        [match.fact_check.id in each.right for match in ranked if match.decision is Decision.MATCH]
        for each, ranked in zip(asked, found, strict=True)
    ]
    right = sum(any(each) for each in matched)
    recall = Share(right, sum(bool(each.right) for each in asked))
    precision = Share(right, sum(bool(each) for each in matched))
    print(f"    {name:16}recall {in_words(recall)}   precision {in_words(precision)}")


def in_words(share: Share) -> str:
    """Write a share with its interval."""
    low, high = share.interval
    return f"{share.value or 0:.3f} ({low:.3f} to {high:.3f})"


class LetterEncoder:
    """Vectors of runs of three letters: what is counted here does not depend on the encoder."""

    id = "letters/1"
    dimensions = 64

    def encode_claims(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Count runs of letters."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for start in range(len(text) - 2):
                vectors[row, zlib.crc32(text[start : start + 3].encode()) % self.dimensions] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    encode_fact_checks = encode_claims


def rejected_again() -> None:
    """Reject pairs, change the store in every way, and count the pairs that come again."""
    topics, encoder = read_topics(), LetterEncoder()
    rows = [(topic.name, row) for topic in topics for row in topic.rows]
    texts = list(dict.fromkeys(row["again"] for _, row in rows if row.get("again")))
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records.csv"
        store_path = Path(folder) / "claims.db"
        write_records(records, rows, "as first published")
        first = ingested(records, store_path, encoder)
        rejected = reject(store_path, encoder, texts)
        texts = list(dict.fromkeys(text for text, _ in sorted(rejected)))
        print(f"{len(rejected):,} pairs of {len(texts):,} claims were judged different")
        machine = shown(store_path, encoder, texts, judgements=False) & rejected
        print(f"  {'without judgements':34}{len(machine):,} suggested")
        write_records(records, rows, "as published again")
        second = ingested(records, store_path, encoder)
        steps: tuple[tuple[str, Callable[[Store], object]], ...] = (
            ("read anew, with other titles", lambda _: None),
            ("encoded anew", lambda store: store.vectors.drop()),
            (f"{JOINED} joined with another", join),
            ("the new titles taken back", lambda store: store.ledger.undo(second, AT)),
            ("all taken back and brought back", lambda store: back_and_forth(store, first)),
        )
        for name, change in steps:
            with open_store(store_path, mode="write") as store:
                change(store)
                embed_pending(store, encoder)
            again = shown(store_path, encoder, texts) & rejected
            print(f"  {name:34}{len(again):,} suggested again")


def write_records(path: Path, rows: Sequence[tuple[str, Mapping[str, str]]], title: str) -> None:
    """Write claims as a table of fact-checks."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("claim", "publisher", "url", "rating", "language", "title"))
        for at, (name, row) in enumerate(rows):
            url = f"https://example.org/{name}/{at}"
            writer.writerow((row["same"], "Cases", url, "False", row["language"], title))


def ingested(records: Path, store_path: Path, encoder: Encoder) -> int:
    """Ingest *records*, and give the run."""
    with open_store(store_path, mode="write") as store:
        ingest(records, store, encoder, IngestOptions())
        return store.ledger.runs()[-1].id


def reject(store_path: Path, encoder: Encoder, texts: Sequence[str]) -> set[tuple[str, str]]:
    """Judge the likeliest pairs as different, and give them."""
    with open_store(store_path, mode="write") as store:
        rankings = Lookup(store, encoder).rankings(texts)
        pairs = [
            (text, match.fact_check.id)
            for text, ranking in zip(texts, rankings, strict=True)
            for match in ranking(frozenset())[:10]
        ][:REJECTED]
        record_judgements(
            store, [Judging(text, id, Judgement.DIFFERENT, OURS) for text, id in pairs], encoder
        )
    return set(pairs)


def shown(
    store_path: Path, encoder: Encoder, texts: Sequence[str], *, judgements: bool = True
) -> set[tuple[str, str]]:
    """Give the pairs of a claim and a fact-check that a lookup shows as an answer.

    Whatever comes near is suggested, so that only the judgements keep a pair away.
    """
    options = LookupOptions(limit=100, policy=MatchPolicy(suggest_from=0.0), judgements=judgements)
    with open_store(store_path) as store:
        answers = Lookup(store, encoder, options).answers(texts)
        return {
            (text, match.fact_check.id)
            for text, answer in zip(texts, answers, strict=True)
            for match in answer.matches
        }


def join(store: Store) -> None:
    """Join fact-checks, whatever they are of."""
    ids = [row[0] for row in store.connection.execute("SELECT id FROM fact_checks ORDER BY id")]
    store.ledger.join([ids[at : at + 2] for at in range(0, 2 * JOINED, 2)], AT, "")


def back_and_forth(store: Store, run: int) -> None:
    """Take a run back, and bring it back."""
    store.ledger.undo(store.ledger.undo(run, AT).run_id, AT)


if __name__ == "__main__":
    main()
