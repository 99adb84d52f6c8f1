import re

import pytest

from factcheck.neural.e5_weights import SpecialPieces
from factcheck.neural.tokenizer import MAX_PIECES, Tokenizer

LETTERS = ("▁", "a", "b", "▁a", "ab", "▁ab", "ba")
SCORES = [0.0, 0.0, 0.0, 0.0, -9.0, -5.0, -5.0, -6.0, -4.0, -8.0, -4.5]
FIRST_LETTER = 4


class ListedPieces:
    """A vocabulary that is searched from one end to the other."""

    def iter_prefixes_with_ids(self, text):
        return sorted(
            ((piece, key) for key, piece in enumerate(LETTERS) if text.startswith(piece)),
            key=lambda pair: len(pair[0]),
        )


@pytest.fixture
def small_cutter():
    return Tokenizer(
        ListedPieces(),
        numbers=range(FIRST_LETTER, FIRST_LETTER + len(LETTERS)),
        scores=SCORES,
        replacements={ord("A"): "a", ord("\t"): " ", ord("\u00ad"): ""},
        special=SpecialPieces(start=0, end=2, padding=1, unknown=3),
    )


@pytest.fixture(scope="session")
def cutter(encoder, cache, wheel):
    (folder,) = cache.glob("encoder-*")
    return Tokenizer.open(folder, wheel)


def named(numbers):
    return [LETTERS[number - FIRST_LETTER] if number != 3 else "?" for number in numbers[1:-1]]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("ab", ["▁ab"], id="one piece beats two"),
        pytest.param("aba", ["▁a", "ba"], id="the best sum, not the longest piece first"),
        pytest.param("a b", ["▁a", "▁", "b"], id="no piece reaches over a space"),
        pytest.param("  a\t a ", ["▁a", "▁a"], id="spaces are only borders"),
        pytest.param("axyb", ["▁a", "?", "b"], id="neighbouring unknowns are one piece"),
        pytest.param("x", ["▁", "?"], id="unknown"),
        pytest.param("A\u00adb", ["▁ab"], id="characters are replaced first"),
        pytest.param("", [], id="empty"),
    ],
)
def test_words_are_cut_where_the_sum_of_scores_is_best(small_cutter, text, pieces):
    assert named(small_cutter.cut(text)) == pieces


def test_sentences_in_many_scripts_have_the_pieces_they_always_had(cutter, pieces_of):
    assert {text: list(cutter.cut(text)) for text in pieces_of} == pieces_of


def test_pieces_agree_with_the_tokenizers_package(cutter, wheel, sentences):
    tokenizers = pytest.importorskip("tokenizers", reason="the reference is not installed")
    pieces = [
        (piece if score < 0 else f"\ue000{number}", score)
        for number, (piece, score) in enumerate(zip(wheel.pieces(), wheel.scores(), strict=True))
    ]
    reference = tokenizers.Tokenizer(
        tokenizers.models.Unigram(pieces, unk_id=wheel.special.unknown, byte_fallback=False)
    )
    reference.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace(
        replacement="▁", prepend_scheme="always", split=False
    )
    replacements = wheel.replacements()
    # Every sentence with each of the next two behind it: more borders between words and scripts.
    texts = [
        f"{sentence}{joint}{after}"
        for joint, shift in ((" ", 1), ("", 2))
        for sentence, after in zip(sentences, sentences[shift:] + sentences[:shift], strict=True)
    ]

    for text in texts:
        normalised = re.sub(" {2,}", " ", text.translate(replacements)).strip()
        expected = reference.encode(normalised, add_special_tokens=False).ids
        assert list(cutter.cut(text)[1:-1]) == expected[: MAX_PIECES - 2]


@pytest.mark.parametrize("text", ["<s>", "</s>", "<mask>", "<pad>", "<unk>", "a<s>b</s>"])
def test_the_name_of_a_special_piece_is_text_like_any_other(cutter, wheel, text):
    special = wheel.special

    inside = cutter.cut(text)[1:-1]

    assert len(inside) >= 3
    assert not {special.start, special.end, special.padding, special.unknown, 250001} & set(inside)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufdfa" * 100_000, id="one character that becomes 18"),
        pytest.param("ก" * 100_000, id="Thai without spaces"),
        pytest.param("的一是" * 30_000, id="Chinese without spaces"),
        pytest.param("😀" * 100_000, id="emoji"),
        pytest.param("a" * 100_000, id="one letter"),
        pytest.param("ᚠ" * 100_000, id="unknown letters"),
        pytest.param("a " * 100_000, id="short words"),
        pytest.param("\u0301" * 100_000, id="marks without a letter"),
        pytest.param("\ud800 \udfff\x00\x01", id="no valid text"),
    ],
)
def test_a_flood_is_cut_short(cutter, text):
    numbers = cutter.cut(text)

    assert 2 <= len(numbers) <= MAX_PIECES
    assert numbers[0] == 0
    assert numbers[-1] == 2
