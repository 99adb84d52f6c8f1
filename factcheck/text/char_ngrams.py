"""Recognise a language by which letters follow one another in it, where its words do not tell."""

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
_LONGEST_GROUP = 3
_LONGEST_WORD = 30
# Neighbouring groups share letters, so they say less together than their sum.
_SHARED = 3.0
_SMALLEST_CHANCE = 0.1

_WORD = re.compile(r"[^\W\d_]+")
# As in the tables: Romanian letters with a cedilla, Persian's yeh as the Arabic one.
_AS_COUNTED = str.maketrans("șțی", "şţي")


def chances(text: str) -> list[tuple[str, float]]:
    """Give the languages that *text*, in small letters, looks like, each with its chance.

    The likeliest comes first, and none below a tenth; nothing where no letters are known.
    The tables are those of langdetect, which takes half a second to load them.
    """
    sums = [0.0] * len(_languages())
    for word in _WORD.findall(text.translate(_AS_COUNTED)):
        for number, weight in _weights(word[:_LONGEST_WORD]):
            sums[number] += weight
    highest = max(sums)
    if not highest:
        return []
    likely = [math.exp((each - highest) / _SHARED) for each in sums]
    total = sum(likely)
    found = zip(_languages(), likely, strict=True)
    kept = [(code, each / total) for code, each in found if each > _SMALLEST_CHANCE * total]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))


@lru_cache(maxsize=8192)
def _weights(word: str) -> Sequence[tuple[int, float]]:
    """Sum up for each language, by its number, what the groups of one word say."""
    padded = f" {word} "
    tree = _tree()
    sums: dict[int, int] = {}
    for length in range(1, _LONGEST_GROUP + 1):
        for start in range(length == 1, len(padded) - length + (length > 1)):
            for pairs in tree.get(padded[start : start + length], ()):
                for number, weight in zip(pairs[::2], pairs[1::2], strict=True):
                    sums[number] = sums.get(number, 0) + weight
    return [(number, weight * _STEP) for number, weight in sums.items()]


@cache
def _languages() -> tuple[str, ...]:
    return tuple(_tree()[_LANGUAGES_KEY][0].decode().split())


@cache
def _tree() -> Mapping[str, Sequence[bytes]]:
    # lazy: most texts are recognised by their words
    import marisa_trie

    source = resources.files("factcheck.text").joinpath("vocabulary", "letter_groups.marisa")
    tree: Any = marisa_trie.BytesTrie()
    loaded: Mapping[str, Sequence[bytes]] = tree.frombytes(source.read_bytes())
    return loaded


_loading = threading.Lock()


@cache
def _detector_factory() -> Any:  # noqa: ANN401 (langdetect carries no types)
    # lazy: reading its 55 profiles takes longer than many lookups
    from langdetect import DetectorFactory
    from langdetect.detector_factory import PROFILES_DIRECTORY

    DetectorFactory.seed = 0
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


def thorough_chances(text: str) -> list[tuple[str, float]]:
    """Ask langdetect itself: slower, and sure of some texts that the sums leave open.

    Seeded and one at a time, so that its lots fall the same way every time.
    """
    from langdetect import LangDetectException  # lazy: see above

    with _loading:
        detector = _detector_factory().create()
    detector.append(text)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return []
    return [(guess.lang.partition("-")[0], guess.prob) for guess in found]
