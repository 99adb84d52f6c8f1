import gzip
import json
import random

import numpy as np
import pytest
from claim_training.label_files import is_held_out
from claim_training.negatives import FOLDERS, Collection, held_out_of_score, mined
from claim_training.pools import of_collection

POSTS = Collection(
    "checkthat2020_en",
    ("The mayor sold the bridge!! RT", "They closed the school", "..."),
    ("Bridge sold Title", "School closed Title", "Bridge painted Title", "Bridge built Title"),
    ("The mayor sold the bridge.", "The school closed.", "It was painted.", "It was built."),
    (frozenset({0}), frozenset({1}), frozenset({2})),
    ((2, 3), (0,), (1,)),
)


def test_a_post_stands_beside_the_claims_alone_of_its_answers_and_of_its_near_misses():
    pool, _ = of_collection(POSTS, lambda _: False, random.Random(0))

    right = {t for t, claim in zip(pool.texts[1:], pool.claims[1:], strict=True) if claim == 0}
    wrong = {t: claim for t, claim in zip(pool.texts, pool.claims, strict=True) if claim > 0}
    assert pool.texts[0] == POSTS.queries[0]
    assert pool.claims[0] == 0
    assert right == {"The mayor sold the bridge."}
    assert set(wrong) == {"It was painted.", "It was built."}
    assert len(set(wrong.values())) == 2


def test_a_post_is_only_asked_and_what_is_found_is_only_published():
    pool, _ = of_collection(POSTS, lambda _: False, random.Random(0))

    assert pool.asked == [True, False, False, False]
    assert pool.printed == [False, True, True, True]


def test_posts_that_are_kept_for_the_score_and_posts_without_words_give_no_pool():
    pools = of_collection(POSTS, lambda post: "school" in post, random.Random(0))

    assert [pool.texts[0] for pool in pools] == [POSTS.queries[0]]


class LetterEncoder:
    """Counts letters, so texts of the same words are near."""

    def encode_claims(self, texts):
        counts = np.array(
            [[text.lower().count(letter) for letter in "abcdefghij"] for text in texts]
        )
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    encode_fact_checks = encode_claims


def packed(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path):
    """Every collection with a post for training, one for the score, and one for measuring."""
    for name in FOLDERS:
        folder = tmp_path / name
        used = next(str(n) for n in range(99) if not is_held_out(name, str(n)))
        kept = next(str(n) for n in range(99) if is_held_out(name, str(n)))
        documents = (("a", "A badge", "Fact"), ("b", "A bad cage", ""), ("c", "", "Big head"))
        packed(
            folder / "corpus.jsonl.gz",
            [{"id": key, "claim": claim, "title": title} for key, claim, title in documents],
        )
        training = ((used, f"A badge! {name}"), (kept, f"A cage {name}"), ("dev", "Dice in a bag"))
        packed(folder / "queries.train.jsonl.gz", [{"id": k, "text": t} for k, t in training])
        packed(folder / "queries.dev.jsonl.gz", [{"id": "1", "text": "dice in a BAG"}])
        answers = "".join(f"{key}\ta\t1\n" for key, _ in training)
        (folder / "qrels.train.tsv").write_text(answers, encoding="utf-8")
    packed(tmp_path / "posts_to_claims" / "pt.jsonl.gz", [{"post": "A café", "claim": "Cafe"}])
    return tmp_path


def test_mined_collections_leave_development_out_and_keep_the_claim_without_its_title(data):
    *collections, posts = mined(data, LetterEncoder())

    assert [each.name for each in collections] == list(FOLDERS)
    for each in collections:
        assert list(each.queries) == [f"A badge! {each.name}", f"A cage {each.name}"]
        assert list(each.documents) == ["A badge Fact", "A bad cage", "Big head"]
        assert list(each.claims) == ["A badge", "A bad cage", "Big head"]
        assert list(each.answers) == [frozenset({0})] * 2
        assert all(0 not in negatives for negatives in each.negatives)
    assert (posts.name, posts.claims) == ("pt", ["Cafe"])


def test_what_is_kept_for_the_score_is_known_by_its_words(data):
    is_kept = held_out_of_score(data)

    assert is_kept("a CAGE https://example.org checkthat2020_en")
    assert not is_kept("A badge! checkthat2020_en")
