"""Fuzz normalisation, sentences and facts: python fuzz/normalising.py fuzz/corpus/normalising."""

import sys

import atheris

with atheris.instrument_imports(include=["factcheck"]):
    from factcheck.text.facts import read_facts
    from factcheck.text.language import guess_language
    from factcheck.text.links import links
    from factcheck.text.normalise import clean, comparable, is_junk, readable
    from factcheck.text.scripts import latin, script_of
    from factcheck.text.sentences import claim_sentences
    from factcheck.text.terms import terms

_HIDDEN = frozenset("\x00\x1b\x9b\u200b\u202e\u2066\ufeff\U000e0041")


def test_one(content: bytes) -> None:
    """Try one text."""
    text = atheris.FuzzedDataProvider(content).ConsumeUnicode(3_000)
    cleaned = clean(text)
    assert clean(cleaned) == cleaned, "cleaning twice changes the text"
    assert _HIDDEN.isdisjoint(cleaned), "an invisible character is left"
    cleaned.encode()
    normalised = comparable(text)
    assert comparable(normalised) == normalised, "normalising twice changes the text"
    readable(text).encode()
    language = guess_language(text)
    read_facts(text, language)
    for function in (is_junk, latin, links, claim_sentences, script_of, terms):
        function(text)


def main() -> None:
    """Fuzz until told to stop."""
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
