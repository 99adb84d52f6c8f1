"""Two texts are read together, the same way whoever else is in the queue."""

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural import cross_encoder
from factcheck.neural.cross_encoder import (
    CLAIM_PIECES,
    PUBLISHED_PIECES,
    OnnxCrossEncoder,
    join_token_ids,
)
from factcheck.neural.encoder import CrossEncoder

START, END = 0, 2
SAME = ("The bridge was closed in May.", "In May the bridge was closed.")
OPPOSITE = ("The bridge was not closed in May.", "The bridge was closed in May.")
STRANGERS = ("Eggs became cheaper.", "A crocodile swims in the river Sava.")


def test_a_pair_is_one_row_with_both_texts_between_their_marks():
    row = join_token_ids((START, 7, 8, END), (START, 9, END))
    assert row == (START, 7, 8, END, END, 9, END)


def test_long_texts_are_cut_and_keep_their_marks():
    row = join_token_ids((START, *[7] * 500, END), (START, *[9] * 500, END))
    assert len(row) == CLAIM_PIECES + PUBLISHED_PIECES
    assert (row[0], row[CLAIM_PIECES - 1], row[CLAIM_PIECES], row[-1]) == (START, END, END, END)
    assert row.count(9) == PUBLISHED_PIECES - 2


def test_the_bundled_encoder_reads_pairs(encoder):
    assert isinstance(encoder, CrossEncoder)
    assert encoder.score_pairs([]).shape == (0,)


def test_what_says_the_same_is_told_from_its_opposite_and_from_strangers(encoder):
    same, opposite, strangers = encoder.score_pairs([SAME, OPPOSITE, STRANGERS])
    assert same > 0 > opposite
    assert strangers < 0


def test_a_pair_is_read_the_same_to_the_bit_alone_and_among_others(encoder):
    together = encoder.score_pairs([SAME, OPPOSITE, STRANGERS, SAME[::-1], OPPOSITE[::-1]])
    alone = [encoder.score_pairs([pair])[0] for pair in (SAME, OPPOSITE, STRANGERS)]
    assert together[:3].tolist() == alone


@pytest.mark.parametrize("pair", [("", "A claim."), ("A claim.", ""), ("\u200b", "\u200b")])
def test_where_there_is_nothing_to_read_there_is_no_opinion(encoder, pair):
    assert encoder.score_pairs([pair, SAME]).tolist()[0] == 0.0


def test_any_text_gives_a_finite_number(encoder):
    odd = ["\x00\ud800 a b", "🙏" * 400, "ا" * 5000, "word " * 3000, "١٢٣ 七百"]
    read = encoder.score_pairs([(one, other) for one in odd for other in odd[:2]])
    assert np.isfinite(read).all()


def test_a_damaged_reader_says_what_to_do(monkeypatch, encoder):
    monkeypatch.setattr(cross_encoder, "HEAD_FILE", "absent.npz")
    with pytest.raises(EncoderUnavailable, match="install factcheck again"):
        OnnxCrossEncoder()
