"""Copies of a post are judged once, and nobody can tell from the answers."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from bulk import a_stream

from factcheck.batching.prefetch import prefetched
from factcheck.lookup import DatedClaim, Lookup, LookupOptions
from factcheck.store.store import open_store

STORED = (
    "The old bridge over the river was closed in May.",
    "Eggs became 30 per cent cheaper in June.",
    "The mayor of Springfield sold the harbour to a bank.",
    "Drinking hot water with lemon cures malaria.",
)
FORGETFUL = LookupOptions(today="2026-05-19", remembered=0)
NO_DAY = LookupOptions(remembered=0)
USUAL = LookupOptions(today="2026-05-19")


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
    reader = encoder if by_meaning else None

    together = list(Lookup(filled, reader, USUAL).answers(posts))

    forgetful = Lookup(filled, reader, FORGETFUL)
    assert together == list(forgetful.answers(posts))
    assert together[::20] == [forgetful.answer(post) for post in posts[::20]]
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


def test_copies_in_one_batch_are_judged_once(filled, encoder):
    counting = CountingEncoder(encoder)
    posts = [f"Eggs are cheaper since June https://t.co/{n}" for n in range(300)]

    answers = list(Lookup(filled, counting).answers(posts))

    assert len(counting.texts) == 1
    assert [answer.claim for answer in answers] == posts


def test_one_number_more_is_no_copy(filled, encoder):
    lookup = Lookup(filled, encoder)
    same = lookup.answer("Eggs became 30 per cent cheaper in June.")
    other = lookup.answer("Eggs became 80 per cent cheaper in June.")

    assert same.decision == "match"
    assert other.decision != "match"


def test_the_day_of_a_claim_is_part_of_what_was_asked(filled, encoder):
    lookup = Lookup(filled, encoder)
    early, late = (
        lookup.answer(DatedClaim(STORED[0], day)) for day in ("2020-01-01", "2031-01-01")
    )

    assert early == Lookup(filled, encoder, FORGETFUL).answer(DatedClaim(STORED[0], "2020-01-01"))
    assert late == Lookup(filled, encoder, FORGETFUL).answer(DatedClaim(STORED[0], "2031-01-01"))


def test_a_page_that_only_the_copy_points_to_is_not_overlooked(filled, encoder):
    page = next(iter(filled.fact_checks([1]).values())).review_url
    lookup = Lookup(filled, encoder)

    without = lookup.answer("Something was said about a bridge")
    with_page = lookup.answer(f"Something was said about a bridge {page}")

    assert not any(signal.name == "same_link" for m in without.matches for signal in m.signals)
    assert any(signal.name == "same_link" for m in with_page.matches for signal in m.signals)


def test_what_came_into_the_store_is_found_by_a_post_that_was_asked_before(
    filled, take_in, record, encoder
):
    lookup = Lookup(filled, encoder)
    before = lookup.answer("The market was moved to the river.")
    take_in([record("The market was moved to the river.")], encoder)

    assert before.decision == "none"
    assert lookup.answer("The market was moved to the river.").decision == "match"


def test_claims_that_come_together_see_one_moment_and_those_after_a_pause_the_next(
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


def test_an_answer_does_not_wait_for_what_may_take_a_while(filled, encoder):
    told = []

    def groups():
        yield ["Eggs are cheaper since June"]
        yield []
        told.append("asked for more")
        yield ["The old bridge was closed in May"]

    answers = Lookup(filled, encoder).answers_as_they_come(groups())
    next(answers)

    assert told == []
    assert len(list(answers)) == 1


def test_a_look_up_that_is_left_in_the_middle_lets_go_of_the_store(filled, encoder, store_path):
    answers = Lookup(filled, encoder).answers(f"{claim} {n}" for claim in STORED for n in range(99))
    next(answers)
    assert filled.connection.in_transaction

    answers.close()

    assert not filled.connection.in_transaction
    with sqlite3.connect(store_path) as other:
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def test_what_was_on_its_way_when_a_list_was_left_can_be_asked_again(filled, encoder):
    claims = [f"{claim} {n}" for n in range(200) for claim in STORED]
    lookup = Lookup(filled, encoder)
    left = lookup.answers(claims)
    next(left)
    left.close()

    assert list(lookup.answers(claims)) == list(Lookup(filled, encoder, NO_DAY).answers(claims))


def test_two_lists_at_the_same_time_do_not_wait_for_each_other(filled, encoder):
    claims = [f"{claim} {n}" for n in range(200) for claim in STORED]
    lookup = Lookup(filled, encoder)
    first, second = lookup.answers(claims), lookup.answers(claims)
    next(first)

    assert len(list(second)) == len(claims)
    assert len(list(first)) == len(claims) - 1


def test_work_begins_ahead_but_not_further_than_told():
    begun = []
    with ThreadPoolExecutor(1) as pool:
        items = (begun.append(n) or n for n in range(10))
        worked = prefetched(items, lambda n: n * n, pool, ahead=2)
        first = next(worked)
        assert begun == [0, 1, 2]
        assert list(chain([first], worked)) == [(n, n * n) for n in range(10)]


def test_what_goes_wrong_ahead_is_told_in_its_turn():
    with ThreadPoolExecutor(1) as pool:
        worked = prefetched([4, 2, 0], lambda n: 8 // n, pool, ahead=2)
        assert [next(worked), next(worked)] == [(4, 2), (2, 4)]
        with pytest.raises(ZeroDivisionError):
            next(worked)
