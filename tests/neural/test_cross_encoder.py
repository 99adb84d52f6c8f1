"""The cross-encoder scores a pair the same way alone and in any batch."""

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural.cross_encoder import (
    MAX_CLAIM_TOKENS,
    MAX_PUBLISHED_TOKENS,
    OnnxCrossEncoder,
    join_token_ids,
)
from factcheck.neural.encoder import CrossEncoder

START, END = 0, 2
SAME = ("The bridge was closed in May.", "In May the bridge was closed.")
OPPOSITE = ("The bridge was not closed in May.", "The bridge was closed in May.")
UNRELATED = ("Eggs became cheaper.", "A crocodile swims in the river Sava.")


def test_a_pair_is_one_row_with_start_and_end_tokens():
    row = join_token_ids((START, 7, 8, END), (START, 9, END))
    assert row == (START, 7, 8, END, END, 9, END)


def test_long_texts_are_cut_and_keep_their_end_tokens():
    row = join_token_ids((START, *[7] * 500, END), (START, *[9] * 500, END))
    assert len(row) == MAX_CLAIM_TOKENS + MAX_PUBLISHED_TOKENS
    assert (row[0], row[MAX_CLAIM_TOKENS - 1], row[MAX_CLAIM_TOKENS], row[-1]) == (
        START,
        END,
        END,
        END,
    )
    assert row.count(9) == MAX_PUBLISHED_TOKENS - 2


def test_the_bundled_encoder_is_a_cross_encoder(encoder):
    assert isinstance(encoder, CrossEncoder)
    assert encoder.score_pairs([]).shape == (0,)


def test_a_paraphrase_scores_above_zero_its_opposite_and_unrelated_claims_below(encoder):
    same, opposite, unrelated = encoder.score_pairs([SAME, OPPOSITE, UNRELATED])
    assert same > 0 > opposite
    assert unrelated < 0


def test_a_pair_scores_the_same_to_the_bit_alone_and_in_a_batch(encoder):
    together = encoder.score_pairs([SAME, OPPOSITE, UNRELATED, SAME[::-1], OPPOSITE[::-1]])
    alone = [encoder.score_pairs([pair])[0] for pair in (SAME, OPPOSITE, UNRELATED)]
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
        OnnxCrossEncoder(tmp_path)
