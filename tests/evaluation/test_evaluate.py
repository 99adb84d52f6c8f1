import gzip
import json

import pytest

from factcheck.errors import InputError
from factcheck.evaluation.evaluate import EvaluationOptions, evaluate, read_labels
from factcheck.evaluation.evaluation_corpus import corpus_store, stored_documents
from factcheck.store.store import open_store

BRIDGE = "The old bridge was closed for twelve years."
ONIONS = "Boiled onions cure malaria within two days."


@pytest.fixture
def corpus(tmp_path):
    """Write documents to a gzipped file and make a store of them."""

    def make(*documents, encoder=None):
        path = tmp_path / "corpus.jsonl.gz"
        lines = "\n".join(map(json.dumps, documents))
        path.write_bytes(gzip.compress(lines.encode(), mtime=0))
        return corpus_store(path, tmp_path, encoder, lambda _: None)

    return make


@pytest.fixture
def labels(tmp_path):
    """Write claims and answers and read them."""

    def make(claims, answers):
        queries, qrels = tmp_path / "q.jsonl", tmp_path / "r.tsv"
        lines = [json.dumps({"id": id_, "text": text, "lang": "en"}) for id_, text in claims]
        queries.write_text("\n".join(lines), encoding="utf-8")
        qrels.write_text("".join(f"{a}\t{b}\t1\n" for a, b in answers), encoding="utf-8")
        return read_labels(queries, qrels)

    return make


def measured(store, documents, claims, encoder=None, **options):
    with store:
        chosen = EvaluationOptions(resamples=10, **options)
        return evaluate(store, encoder, claims, documents, chosen)


def test_claims_that_are_stored_word_for_word_are_all_right(corpus, labels, encoder):
    store, documents = corpus(
        {"id": 1, "claim": BRIDGE}, {"id": 2, "claim": ONIONS}, encoder=encoder
    )
    report = measured(
        store, documents, labels([("a", BRIDGE), ("b", ONIONS)], [("a", "1"), ("b", "2")]), encoder
    )

    assert report.everything.values["match_recall"] == 1.0
    assert report.everything.values["match_precision"] == 1.0
    assert report.everything.values["map@5"] == 1.0


def test_hidden_answers_are_not_found_even_word_for_word(corpus, labels):
    store, documents = corpus({"id": 1, "claim": BRIDGE}, {"id": 2, "claim": ONIONS})
    report = measured(store, documents, labels([("a", BRIDGE)], [("a", "1")]))

    assert report.everything.values["false_match_rate"] == 0.0
    assert report.counts["claims_tried_without_answer"] == 1


def test_a_duplicate_of_the_answer_is_hidden_with_it(corpus, labels):
    store, documents = corpus(
        {"id": 1, "claim": BRIDGE, "publisher": "Bridge Watch"},
        {"id": 2, "claim": f"'{BRIDGE.upper()}'", "publisher": "Daily Check"},
    )
    report = measured(store, documents, labels([("a", BRIDGE)], [("a", "1")]))

    assert report.everything.values["false_match_rate"] == 0.0
    assert report.counts["twins_of_answers"] == 1
    assert "word for word" in report.notes[-1]


def test_a_match_with_something_else_is_a_false_match_once_the_right_one_is_hidden(corpus, labels):
    store, documents = corpus(
        {"id": 1, "claim": BRIDGE}, {"id": 2, "claim": ONIONS, "url": "https://daily.example/on"}
    )
    post = "https://daily.example/on"
    report = measured(store, documents, labels([("a", post)], [("a", "1")]))

    assert report.everything.values["false_match_rate"] == 1.0


def test_hiding_can_be_left_out(corpus, labels):
    store, documents = corpus({"id": 1, "claim": BRIDGE})
    report = measured(
        store, documents, labels([("a", BRIDGE)], [("a", "1")]), without_answers=False
    )

    assert report.everything.values["false_match_rate"] is None


def test_documents_with_one_claim_and_one_page_are_one_fact_check(corpus, labels):
    page = "https://daily.example/bridge"
    store, documents = corpus(
        {"id": 1, "claim": BRIDGE, "url": page, "rating": "False"},
        {"id": 2, "claim": BRIDGE, "url": page, "rating": "Mostly false"},
        {"id": 3, "claim": ONIONS},
    )
    report = measured(store, documents, labels([("a", BRIDGE)], [("a", "1"), ("a", "2")]))

    assert documents.numbers["1"] == documents.numbers["2"]
    assert (documents.records, documents.merged) == (3, 1)
    assert report.everything.values["map@5"] == 1.0


def test_a_rejected_document_is_counted_and_its_claim_is_a_miss(corpus, labels):
    store, documents = corpus({"id": 1, "claim": BRIDGE}, {"id": 2, "title": ""})
    report = measured(
        store, documents, labels([("a", BRIDGE), ("b", ONIONS)], [("a", "1"), ("b", "2")])
    )

    assert report.counts["documents_rejected"] == 1
    assert report.counts["answers_not_stored"] == 1
    assert report.everything.values["success@10"] == 0.5


def test_a_kept_store_is_used_again_and_gives_the_same_figures(corpus, labels, encoder):
    claims = labels([("a", "bridge closed twelve years")], [("a", "1")])
    first = measured(*corpus({"id": 1, "claim": BRIDGE}, encoder=encoder), claims, encoder)
    encoded = encoder.encoded
    again = measured(*corpus({"id": 1, "claim": BRIDGE}, encoder=encoder), claims, encoder)

    assert again == first
    assert encoder.encoded == encoded


def test_a_store_that_was_not_finished_is_finished(corpus, labels, tmp_path):
    store, documents = corpus({"id": 1, "claim": BRIDGE})
    store.close()
    for notes in tmp_path.glob("*.documents.json"):
        notes.write_text("{", encoding="utf-8")
    store, again = corpus({"id": 1, "claim": BRIDGE})
    store.close()

    assert again == documents


def test_documents_of_an_existing_store_are_found_by_record_id_or_id(take_in, record, store_path):
    take_in([record(BRIDGE, id="a-7"), record(ONIONS, id="b-9")])
    with open_store(store_path) as store:
        public = next(iter(store.fact_checks([1]).values())).id
        found = stored_documents(store, frozenset({public, "b-9", "c-1", "a'; --"}))

    assert found.numbers == {public: {1}, "b-9": {2}}


def test_labels_for_another_store_are_refused(corpus, labels):
    store, documents = corpus({"id": 1, "claim": BRIDGE})

    with pytest.raises(InputError, match="holds none of the documents"):
        measured(store, documents, labels([("a", BRIDGE)], [("a", "99")]))


def test_labels_of_other_claims_are_refused(labels):
    with pytest.raises(InputError, match="do the two belong together"):
        labels([("a", BRIDGE)], [("z", "1")])
