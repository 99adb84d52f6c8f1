import re

import marisa_trie
import pytest

from factcheck.neural.e5_weights import SpecialTokens
from factcheck.neural.tokenizer import MAX_TOKENS, Tokenizer

SPECIAL = SpecialTokens(start=0, end=2, padding=1, unknown=3)
SCORES = {"▁": -9.0, "a": -5.0, "b": -5.0, "▁a": -6.0, "ab": -4.0, "▁ab": -8.0, "ba": -4.5}
TOKENS = ["<s>", "<pad>", "</s>", "?", *SCORES]


@pytest.fixture
def small_tokenizer():
    trie = marisa_trie.Trie(SCORES)
    return Tokenizer(
        trie,
        id_of_key=[TOKENS.index(trie.restore_key(key)) for key in range(len(SCORES))],
        scores=[SCORES.get(token, 0.0) for token in TOKENS],
        replacements={ord("A"): "a", ord("\t"): " ", ord("\u00ad"): ""},
        special=SPECIAL,
    )


@pytest.fixture(scope="session")
def tokenizer(encoder):
    return encoder.tokenizer


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("ab", ["▁ab"], id="one token beats two"),
        pytest.param("aba", ["▁a", "ba"], id="the best sum, not the longest token first"),
        pytest.param("a b", ["▁a", "▁", "b"], id="no token reaches over a space"),
        pytest.param("  a\t a ", ["▁a", "▁a"], id="spaces are only borders"),
        pytest.param("axyb", ["▁a", "?", "b"], id="adjacent unknown characters are one token"),
        pytest.param("x", ["▁", "?"], id="unknown"),
        pytest.param("A\u00adb", ["▁ab"], id="characters are replaced first"),
        pytest.param("", [], id="empty"),
    ],
)
def test_words_are_split_where_the_sum_of_scores_is_best(small_tokenizer, text, tokens):
    assert [TOKENS[token_id] for token_id in small_tokenizer.token_ids(text)[1:-1]] == tokens


def test_sentences_in_many_scripts_have_the_ids_that_sentencepiece_gives(
    tokenizer, expected_token_ids
):
    ids = {text: list(tokenizer.token_ids(text)) for text in expected_token_ids}

    assert ids == expected_token_ids


def test_ids_agree_with_the_tokenizers_package(tokenizer, wheel, sentences):
    tokenizers = pytest.importorskip("tokenizers", reason="the reference is not installed")
    # No text has the name of a special token: spaces are gone before a token is looked up.
    vocabulary = [
        (token if score < 0 else f"<{token_id} >", score)
        for token_id, (token, score) in enumerate(zip(wheel.tokens(), wheel.scores(), strict=True))
    ]
    reference = tokenizers.Tokenizer(
        tokenizers.models.Unigram(vocabulary, unk_id=wheel.special.unknown, byte_fallback=False)
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
        assert list(tokenizer.token_ids(text)[1:-1]) == expected[: MAX_TOKENS - 2]


@pytest.mark.parametrize("text", ["<s>", "</s>", "<mask>", "<pad>", "<unk>", "a<s>b</s>"])
def test_the_name_of_a_special_token_is_text_like_any_other(tokenizer, wheel, text):
    special = wheel.special

    inside = tokenizer.token_ids(text)[1:-1]

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
def test_a_flood_of_characters_is_cut(tokenizer, text):
    ids = tokenizer.token_ids(text)

    assert 2 <= len(ids) <= MAX_TOKENS
    assert ids[0] == 0
    assert ids[-1] == 2
