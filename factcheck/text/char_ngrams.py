"""Recognise a language by character n-grams, where its words do not suffice."""

import math
import re
import threading
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

_STEP = 1 / 25
"""Natural logarithms that one step of a stored weight stands for."""

_LANGUAGES_KEY = "\n"
_MAX_NGRAM = 3
_MAX_WORD_LETTERS = 30
# Overlapping n-grams are not independent, so their sum is divided by this.
_OVERLAP = 3.0
_MIN_PROBABILITY = 0.1

_WORD = re.compile(r"[^\W\d_]+")
# As the tables were counted: Romanian letters with a cedilla, Persian yeh as the Arabic one.
_AS_COUNTED = str.maketrans("șțی", "şţي")


def ngram_probabilities(text: str) -> list[tuple[str, float]]:
    """Return the likeliest languages of *text*, in lower case, with their probabilities.

    The likeliest comes first, none is below a tenth; empty where no letters are known.
    The table holds the n-grams of langdetect, which takes half a second to load its own.
    """
    sums = [0.0] * len(_languages())
    for word in _WORD.findall(text.translate(_AS_COUNTED)):
        for number, weight in _weights(word[:_MAX_WORD_LETTERS]):
            sums[number] += weight
    highest = max(sums)
    if not highest:
        return []
    likely = [math.exp((each - highest) / _OVERLAP) for each in sums]
    total = sum(likely)
    kept = [
        (code, each / total)
        for code, each in zip(_languages(), likely, strict=True)
        if each > _MIN_PROBABILITY * total
    ]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))


@lru_cache(maxsize=8192)
def _weights(word: str) -> Sequence[tuple[int, float]]:
    """Sum the weights of one word's n-grams for each language, by its index."""
    padded = f" {word} "
    trie = _trie()
    sums: dict[int, int] = {}
    for length in range(1, _MAX_NGRAM + 1):
        for start in range(length == 1, len(padded) - length + (length > 1)):
            for pairs in trie.get(padded[start : start + length], ()):
                for number, weight in zip(pairs[::2], pairs[1::2], strict=True):
                    sums[number] = sums.get(number, 0) + weight
    return [(number, weight * _STEP) for number, weight in sums.items()]


@cache
def _languages() -> tuple[str, ...]:
    return tuple(_trie()[_LANGUAGES_KEY][0].decode().split())


@cache
def _trie() -> Mapping[str, Sequence[bytes]]:
    import marisa_trie  # lazy: most texts are recognised by their words

    source = resources.files("factcheck.text").joinpath("vocabulary", "letter_groups.marisa")
    trie: Mapping[str, Sequence[bytes]] = marisa_trie.BytesTrie().frombytes(source.read_bytes())
    return trie


_loading = threading.Lock()


@cache
def _detector_factory() -> Any:  # noqa: ANN401 (langdetect carries no types)
    # lazy: reading its 55 profiles takes half a second
    from langdetect import DetectorFactory
    from langdetect.detector_factory import PROFILES_DIRECTORY

    DetectorFactory.seed = 0
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


def langdetect_probabilities(text: str) -> list[tuple[str, float]]:
    """Return the languages of *text* by langdetect, which is slower and decides more texts.

    It samples at random; a fixed seed and one text at a time give the same answer every time.
    """
    from langdetect import LangDetectException  # lazy: as above

    with _loading:
        detector = _detector_factory().create()
    detector.append(text)
    try:
        guesses = detector.get_probabilities()
    except LangDetectException:
        return []
    return [(guess.lang.partition("-")[0], guess.prob) for guess in guesses]
