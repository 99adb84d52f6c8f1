"""The interaction head: what a pair gets depends on nothing but the pair."""

import shutil
from importlib.resources import as_file, files

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural import pair_scorer
from factcheck.neural.bundled_encoder import open_bundled
from factcheck.neural.encoder import RerankingEncoder
from factcheck.neural.interaction_head import InteractionHead

SAME = ("The bridge was closed in May.", "In May the bridge was closed.")
OPPOSITE = ("The bridge was not closed in May.", "The bridge was closed in May.")
OTHER = ("The bridge was closed in May.", "A crocodile swims in the river Sava.")


@pytest.fixture
def own_encoder(cache, messages):
    """An encoder that has met no text yet."""
    return open_bundled(cache, messages.append, threads=1)


def test_a_claim_that_was_encoded_before_is_scored_alike_to_the_bit(own_encoder):
    before = own_encoder.score_pairs([SAME, OTHER])
    own_encoder.encode_claims([SAME[0], SAME[1]])

    assert own_encoder.score_pairs([SAME, OTHER]).tolist() == before.tolist()


def test_views_that_were_dropped_meanwhile_are_made_again(own_encoder, monkeypatch):
    before = own_encoder.score_pairs([SAME, OTHER])
    monkeypatch.setattr(pair_scorer, "_KEPT_VIEWS", 1)
    monkeypatch.setattr(pair_scorer, "_PAIRS_AT_ONCE", 1)

    assert own_encoder.score_pairs([SAME, OTHER, SAME]).tolist() == [*before, before[0]]


def test_equal_texts_are_the_same_claim(own_encoder):
    [log_odds] = own_encoder.score_pairs([("The bridge is CLOSED", "The bridge is CLOSED!")])

    assert log_odds > 2


def test_the_head_cuts_a_long_text(own_encoder):
    long = " ".join(["bridge"] * 100)
    one, other = own_encoder.score_pairs([(long, OTHER[1]), (f"{long} and more", OTHER[1])])

    assert one == other


def test_a_damaged_head_takes_no_vector_away(encoder, own_encoder, monkeypatch, tmp_path):
    with as_file(files("factcheck.neural") / "interaction_head_weights") as folder:
        damaged = shutil.copytree(folder, tmp_path / "head")
    (damaged / "head.npz").write_bytes(b"")
    monkeypatch.setattr(InteractionHead, "packaged", lambda: InteractionHead.open(damaged))

    assert np.array_equal(own_encoder.encode_claims(SAME), encoder.encode_claims(SAME))
    with pytest.raises(EncoderUnavailable, match="install factcheck again"):
        own_encoder.score_pairs([SAME])


def test_the_bundled_encoder_is_a_reranking_encoder(encoder):
    assert isinstance(encoder, RerankingEncoder)
    assert encoder.score_pairs([]).shape == (0,)


def test_a_paraphrase_scores_above_zero_its_opposite_and_unrelated_claims_below(encoder):
    same, opposite, unrelated = encoder.score_pairs([SAME, OPPOSITE, OTHER])
    assert same > 0 > opposite
    assert unrelated < 0


def test_a_pair_scores_the_same_to_the_bit_alone_and_in_a_batch(encoder):
    together = encoder.score_pairs([SAME, OPPOSITE, OTHER, SAME[::-1], OPPOSITE[::-1]])
    alone = [encoder.score_pairs([pair])[0] for pair in (SAME, OPPOSITE, OTHER)]
    assert together[:3].tolist() == alone


@pytest.mark.parametrize("pair", [("", "A claim."), ("A claim.", ""), ("\u200b", "\u200b")])
def test_a_text_without_meaning_scores_zero(encoder, pair):
    assert encoder.score_pairs([pair, SAME]).tolist()[0] == 0.0


def test_any_text_gives_a_finite_number(encoder):
    odd = ["\x00\ud800 a b", "🙏" * 400, "ا" * 5000, "word " * 3000, "١٢٣ 七百"]
    log_odds = encoder.score_pairs([(one, other) for one in odd for other in odd[:2]])
    assert np.isfinite(log_odds).all()


def test_weights_that_are_missing_are_an_error_that_says_what_to_do(tmp_path):
    with pytest.raises(EncoderUnavailable, match="install factcheck again"):
        InteractionHead.open(tmp_path)
