"""Copies of a post are looked up once, and the answers are those of a lookup without a cache."""

import sqlite3
from contextlib import closing

import pytest
from bulk import a_stream

from factcheck.batching.answer_cache import AnswerCache, CachedList
from factcheck.lookup import DatedClaim, Lookup, LookupOptions
from factcheck.retrieval.query import parse_query
from factcheck.store.store import open_store

STORED = (
    "The old bridge over the river was closed in May.",
    "Eggs became 30 per cent cheaper in June.",
    "The mayor of Springfield sold the harbour to a bank.",
    "Drinking hot water with lemon cures malaria.",
)
UNCACHED = LookupOptions(today="2026-05-19", remembered=0)
UNCACHED_UNDATED = LookupOptions(remembered=0)
CACHED = LookupOptions(today="2026-05-19")


class CountingEncoder:
    """Passes texts on to another encoder, and counts them."""

    def __init__(self, encoder):
        self._encoder = encoder
        self.id, self.dimensions = encoder.id, encoder.dimensions
        self.encode_fact_checks = encoder.encode_fact_checks
        self.texts = []

    def encode_claims(self, texts):
        self.texts += texts
        return self._encoder.encode_claims(texts)


@pytest.fixture
def filled(take_in, record, encoder, store_path):
    take_in([record(claim) for claim in STORED], encoder)
    with open_store(store_path) as store:
        yield store


@pytest.mark.parametrize(
    ("amount", "by_meaning"),
    [pytest.param(10_000, False, marks=pytest.mark.nightly), (1_000, True)],
)
def test_many_posts_are_answered_as_if_each_were_the_only_one(filled, encoder, amount, by_meaning):
    posts = a_stream(amount, distinct=0.05)
    posts[::97] = [f"{STORED[n % 4]} https://t.co/{n}" for n in range(len(posts[::97]))]
    chosen = encoder if by_meaning else None

    together = list(Lookup(filled, chosen, CACHED).answers(posts))

    uncached = Lookup(filled, chosen, UNCACHED)
    assert together == list(uncached.answers(posts))
    assert together[::20] == [uncached.answer(post) for post in posts[::20]]
    assert len({answer.decision for answer in together}) > 1


@pytest.mark.parametrize(
    "copy",
    [
        "The old bridge was closed in May https://t.co/1",
        "@reader The old bridge was closed in May",
        "The old bridge 🔥 was closed in May 😡",
        "The old bridge was   closed in May\u200b",
    ],
    ids=["a link", "a reply", "emoji", "unseen characters"],
)
def test_a_copy_is_not_encoded_again_and_keeps_its_own_words(filled, encoder, copy):
    counting = CountingEncoder(encoder)
    lookup = Lookup(filled, counting)

    first = lookup.answer("The old bridge was closed in May")
    second = lookup.answer(copy)

    assert len(counting.texts) == 1
    assert second.matches == first.matches
    assert second.claim.startswith(copy[:8])


def test_copies_in_one_list_are_looked_up_once(filled, encoder):
    counting = CountingEncoder(encoder)
    posts = [f"Eggs are cheaper since June https://t.co/{n}" for n in range(300)]

    answers = list(Lookup(filled, counting).answers(posts))

    assert len(counting.texts) == 1
    assert [answer.claim for answer in answers] == posts


def test_another_number_is_no_copy(filled, encoder):
    lookup = Lookup(filled, encoder)
    same = lookup.answer("Eggs became 30 per cent cheaper in June.")
    other = lookup.answer("Eggs became 80 per cent cheaper in June.")

    assert same.decision == "match"
    assert other.decision != "match"


def test_a_post_that_somebody_else_signed_is_no_copy():
    ana, boris = (
        parse_query(f"{STORED[0]} — {name} (@x) June 4, 2019") for name in ("Ana Perić", "Boris")
    )

    assert CachedList(AnswerCache()).without_copies([ana, boris, ana]) == [ana, boris]


def test_claims_of_different_days_are_not_copies(filled, encoder):
    lookup = Lookup(filled, encoder)
    early, late = (
        lookup.answer(DatedClaim(STORED[0], day)) for day in ("2020-01-01", "2031-01-01")
    )

    assert early == Lookup(filled, encoder, UNCACHED).answer(DatedClaim(STORED[0], "2020-01-01"))
    assert late == Lookup(filled, encoder, UNCACHED).answer(DatedClaim(STORED[0], "2031-01-01"))


def test_a_copy_with_a_link_is_matched_by_its_link_too(filled, encoder):
    page = next(iter(filled.fact_checks([1]).values())).review_url
    lookup = Lookup(filled, encoder)

    without = lookup.answer("Something was said about a bridge")
    with_page = lookup.answer(f"Something was said about a bridge {page}")

    assert not any(signal.name == "same_link" for m in without.matches for signal in m.signals)
    assert any(signal.name == "same_link" for m in with_page.matches for signal in m.signals)


def test_a_change_of_the_store_empties_the_cache(filled, take_in, record, encoder):
    lookup = Lookup(filled, encoder)
    before = lookup.answer("The market was moved to the river.")
    take_in([record("The market was moved to the river.")], encoder)

    assert before.decision == "none"
    assert lookup.answer("The market was moved to the river.").decision == "match"


def test_claims_that_come_together_see_one_state_of_the_store_and_later_ones_the_next(
    filled, take_in, record, encoder
):
    new = "The market was moved to the river."

    def groups():
        yield [new]
        take_in([record(new)], encoder)
        yield [new]
        yield []
        yield [new]

    answers = Lookup(filled, encoder).answers_as_they_come(groups())

    assert [answer.decision for answer in answers] == ["none", "none", "match"]


def test_answers_before_a_pause_do_not_wait_for_the_claims_after_it(filled, encoder):
    resumed = []

    def groups():
        yield ["Eggs are cheaper since June"]
        yield []
        resumed.append("after the pause")
        yield ["The old bridge was closed in May"]

    answers = Lookup(filled, encoder).answers_as_they_come(groups())
    next(answers)

    assert resumed == []
    assert len(list(answers)) == 1


def test_a_list_that_is_left_in_the_middle_ends_its_read_transaction(filled, encoder, store_path):
    answers = Lookup(filled, encoder).answers(f"{claim} {n}" for claim in STORED for n in range(99))
    next(answers)
    assert filled.connection.in_transaction

    answers.close()

    assert not filled.connection.in_transaction
    with closing(sqlite3.connect(store_path)) as other:
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def test_a_list_that_is_left_in_the_middle_leaves_nothing_pending_in_the_cache(filled, encoder):
    claims = [f"{claim} {n}" for n in range(200) for claim in STORED]
    lookup = Lookup(filled, encoder)
    left = lookup.answers(claims)
    next(left)
    left.close()

    assert list(lookup.answers(claims)) == list(
        Lookup(filled, encoder, UNCACHED_UNDATED).answers(claims)
    )


def test_two_lists_at_the_same_time_do_not_wait_for_each_other(filled, encoder):
    claims = [f"{claim} {n}" for n in range(200) for claim in STORED]
    lookup = Lookup(filled, encoder)
    first, second = lookup.answers(claims), lookup.answers(claims)
    next(first)

    assert len(list(second)) == len(claims)
    assert len(list(first)) == len(claims) - 1
