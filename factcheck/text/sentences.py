"""Cut a long post into the sentences that are worth looking up on their own."""

import re
from collections.abc import Iterable, Iterator, Sequence

import sentencex

from factcheck.text.characters import squash_spaces
from factcheck.text.language import guess_language
from factcheck.text.normalise import SCRIPTS_WITHOUT_SPACES, clean_lines, comparable, is_junk
from factcheck.text.posts import cut_signature, drop_links
from factcheck.text.scripts import script_of

_MAX_READ = 20_000
"""Characters of a post that are looked at; more than any platform shows at once."""

_SHORT_TEXT = 25
"""Words that one lookup takes in well; a text of no more needs no parts."""

_SHORT_SENTENCE = 5
_LONG_SENTENCE = 60
_WINDOW = 30
_OVERLAP = 10
_LONGEST_PART = 600
_LETTERS_A_WORD = 2
"""What counts as a word in a script that puts no spaces between words."""

# "5. maja", "npr. ovo", "J. Smith": a dot that ends no sentence, in languages that the
# library has no abbreviations for.
_ORDINAL_OR_ABBREVIATION = re.compile(r"(?:^|\W)(?:\d{1,4}|[^\W\d_]{1,3})\.\s*$")
_INITIAL = re.compile(r"(?:^|\W)[^\W\d_]\.\s*$")
_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"(?<=[^\W_] )[^\W\d_a-zß-öø-ÿ]\w+")


def parts(text: str, limit: int = 12) -> tuple[str, ...]:
    """Cut a long text into sentences, or windows of a sentence without end.

    Sentences too short to stand alone are joined to their neighbours; greetings, links
    and repeats are left out. Where more than *limit* are left, the longest and most
    claim-like stay, in their order. A short text or a single sentence gives nothing.
    """
    cleaned = clean_lines(text[:_MAX_READ])
    lines = [squash_spaces(drop_links(cut_signature(line))) for line in cleaned.split("\n")]
    if sum(map(_size, lines)) <= _SHORT_TEXT:
        return ()
    sentences = _join_short(_sentences(lines, guess_language(text)))
    found = _distinct(window for sentence in sentences for window in _windows(sentence))
    if len(found) < 2:
        return ()
    return _most_claim_like(found, limit)


def _size(text: str) -> int:
    """Count words, or pairs of letters where words are not spaced."""
    if script_of(text) in SCRIPTS_WITHOUT_SPACES:
        return max(len(text.split()), sum(map(str.isalpha, text)) // _LETTERS_A_WORD)
    return len(text.split())


def _sentences(lines: Iterable[str], language: str) -> Iterator[str]:
    # The library falls back to another language's rules for codes that it does not know.
    code = {"und": "en", "sh": "hr"}.get(language, language)
    for line in lines:
        kept = ""
        for sentence in sentencex.segment(code, line):
            if kept and _goes_on(kept, sentence):
                kept += sentence
                continue
            yield kept.strip()
            kept = sentence
        yield kept.strip()


def _goes_on(sentence: str, following: str) -> bool:
    if _INITIAL.search(sentence):
        return True
    return following[:1].islower() and _ORDINAL_OR_ABBREVIATION.search(sentence) is not None


def _join_short(sentences: Iterable[str]) -> list[str]:
    joined: list[str] = []
    for sentence in sentences:
        if not sentence or is_junk(sentence):
            continue
        alone = _size(sentence) >= _SHORT_SENTENCE
        if joined and (not alone or _size(joined[-1]) < _SHORT_SENTENCE):
            joined[-1] = f"{joined[-1]} {sentence}"
        else:
            joined.append(sentence)
    return joined


def _windows(sentence: str) -> Iterator[str]:
    """Give the sentence, or overlapping stretches of one that never ends."""
    if _size(sentence) <= _LONG_SENTENCE:
        yield sentence[:_LONGEST_PART]
        return
    spaced = script_of(sentence) not in SCRIPTS_WITHOUT_SPACES
    units: Sequence[str] = sentence.split() if spaced else sentence
    gap = " " if spaced else ""
    scale = 1 if spaced else _LETTERS_A_WORD
    step = (_WINDOW - _OVERLAP) * scale
    for start in range(0, max(1, len(units) - _OVERLAP * scale), step):
        yield gap.join(units[start : start + _WINDOW * scale])[:_LONGEST_PART]


def _distinct(found: Iterable[str]) -> list[str]:
    return list({comparable(part): part for part in found if not is_junk(part)}.values())


def _most_claim_like(found: Sequence[str], limit: int) -> tuple[str, ...]:
    places = sorted(range(len(found)), key=lambda place: (-_weight(found[place]), place))
    return tuple(found[place] for place in sorted(places[: max(0, limit)]))


def _weight(part: str) -> float:
    """Weigh how much a part looks like a claim: length, numbers, names; questions less."""
    return (
        min(_size(part), _WINDOW) / _WINDOW
        + 0.3 * bool(_NUMBER.search(part))
        + 0.2 * bool(_NAME.search(part))
        - 0.3 * part.rstrip("\"'”’ )").endswith(("?", "？", "؟"))
    )
