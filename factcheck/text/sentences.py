"""Split a long post into the sentences that are worth looking up on their own."""

import re
from collections.abc import Iterable, Iterator, Sequence

import sentencex

from factcheck.text.characters import squash_spaces
from factcheck.text.language import guess_language
from factcheck.text.normalise import SCRIPTS_WITHOUT_SPACES, clean_lines, comparable, is_junk
from factcheck.text.posts import cut_signature, drop_links
from factcheck.text.scripts import script_of

_MAX_CHARACTERS = 20_000
"""Characters of a post that are read; more than any platform shows at once."""

_SHORT_TEXT = 25
"""Words up to which a text is looked up as a whole only."""

_SHORT_SENTENCE = 5
_LONG_SENTENCE = 60
_WINDOW = 30
_OVERLAP = 10
_LONGEST_PART = 600
_LETTERS_PER_WORD = 2
_TAIL = 40
"""Letters that count as a word in a script without spaces."""

# "5. maja", "npr. ovo", "J. Smith": the dot ends no sentence. sentencex has no abbreviations for
# some languages.
_ORDINAL_OR_ABBREVIATION = re.compile(r"(?:^|\W)(?:\d{1,4}|[^\W\d_]{1,3})\.\s*$")
_INITIAL = re.compile(r"(?:^|\W)[^\W\d_]\.\s*$")
_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"(?<=[^\W_] )[^\W\d_a-zß-öø-ÿ]\w+")


def claim_sentences(text: str, limit: int = 12) -> tuple[str, ...]:
    """Split a long text into sentences; a very long sentence into overlapping windows.

    Short sentences are joined to their neighbours; greetings, links and repeats are left out.
    At most *limit* are returned, the most claim-like ones in their order. Empty for a short
    text or a single sentence.
    """
    cleaned = clean_lines(text[:_MAX_CHARACTERS])
    lines = [squash_spaces(drop_links(cut_signature(line))) for line in cleaned.split("\n")]
    if sum(map(_size, lines)) <= _SHORT_TEXT:
        return ()
    sentences = _join_short(_sentences(lines, guess_language(text)))
    windows = _distinct(window for sentence in sentences for window in _windows(sentence))
    if len(windows) < 2:
        return ()
    return _most_claim_like(windows, limit)


def _size(text: str) -> int:
    """Count words, or pairs of letters in a script without spaces."""
    if script_of(text) in SCRIPTS_WITHOUT_SPACES:
        return max(len(text.split()), sum(map(str.isalpha, text)) // _LETTERS_PER_WORD)
    return len(text.split())


def sentence_spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of *text* begins and ends, without the space around it.

    Args:
        text: One paragraph, without line breaks.
        language: Its code, or ``und``.
    """
    # sentencex falls back to another language's rules for codes that it does not know.
    code = {"und": "en", "sh": "hr"}.get(language, language)
    start = end = 0
    for segment in sentencex.segment(code, text):
        # The end of it is enough, and "A. A. A." may go on for millions of letters.
        if end > start and not _continues(text[max(start, end - _TAIL) : end], segment):
            yield _stripped(text, start, end)
            start = end
        end += len(segment)
    yield _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())


def _sentences(lines: Iterable[str], language: str) -> Iterator[str]:
    for line in lines:
        yield from (line[start:end] for start, end in sentence_spans(line, language))


def _continues(sentence: str, following: str) -> bool:
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
    """Yield the sentence, or overlapping windows of a very long one."""
    if _size(sentence) <= _LONG_SENTENCE:
        yield sentence[:_LONGEST_PART]
        return
    spaced = script_of(sentence) not in SCRIPTS_WITHOUT_SPACES
    units: Sequence[str] = sentence.split() if spaced else sentence
    gap = " " if spaced else ""
    scale = 1 if spaced else _LETTERS_PER_WORD
    step = (_WINDOW - _OVERLAP) * scale
    for start in range(0, max(1, len(units) - _OVERLAP * scale), step):
        yield gap.join(units[start : start + _WINDOW * scale])[:_LONGEST_PART]


def _distinct(windows: Iterable[str]) -> list[str]:
    return list({comparable(part): part for part in windows if not is_junk(part)}.values())


def _most_claim_like(windows: Sequence[str], limit: int) -> tuple[str, ...]:
    ranked = sorted(range(len(windows)), key=lambda index: (-_weight(windows[index]), index))
    return tuple(windows[index] for index in sorted(ranked[: max(0, limit)]))


def _weight(part: str) -> float:
    """Rate how claim-like a part is: length, numbers and names count, a question loses."""
    return (
        min(_size(part), _WINDOW) / _WINDOW
        + 0.3 * bool(_NUMBER.search(part))
        + 0.2 * bool(_NAME.search(part))
        - 0.3 * part.rstrip("\"'”’ )").endswith(("?", "？", "؟"))
    )
