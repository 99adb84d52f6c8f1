"""Mark the words in which two claims differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from factcheck.text.normalise import folded
from factcheck.text.sanitise import visible

_PIECE = re.compile(r"\w+|\W+")
# Where fewer words are shared, as across languages, all would be marked, and nothing seen.
_LEAST_SHARED = 0.2


@dataclass(frozen=True, slots=True)
class Marked:
    """A run of text, and whether the other claim lacks it."""

    text: str
    differs: bool = False


def marked_differences(claim: str, candidate: str) -> tuple[tuple[Marked, ...], tuple[Marked, ...]]:
    """Give both texts as one line each, with the words that only one of them has marked.

    Case and accents make no difference. Nothing is marked where hardly a word is shared.
    """
    ours, theirs = _pieces(claim), _pieces(candidate)
    our_words, their_words = _words(ours), _words(theirs)
    blocks = Indel.opcodes([word for _, word in our_words], [word for _, word in their_words])
    equal = [block for block in blocks if block.tag == "equal"]
    shared = sum(block.src_end - block.src_start for block in equal)
    if shared < _LEAST_SHARED * min(len(our_words), len(their_words)):
        return (Marked("".join(ours)),), (Marked("".join(theirs)),)
    our_shared = {our_words[at][0] for b in equal for at in range(b.src_start, b.src_end)}
    their_shared = {their_words[at][0] for b in equal for at in range(b.dest_start, b.dest_end)}
    return _marked(ours, our_words, our_shared), _marked(theirs, their_words, their_shared)


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(visible(text))


def _words(pieces: Sequence[str]) -> list[tuple[int, str]]:
    """Give the place and the folded form of every word."""
    return [(at, folded(piece)) for at, piece in enumerate(pieces) if piece[0].isalnum()]


def _marked(
    pieces: Sequence[str], words: Sequence[tuple[int, str]], shared: set[int]
) -> tuple[Marked, ...]:
    differing = {at for at, _ in words} - shared
    # What stands between two words that differ is marked with them.
    differing |= {at for at in range(len(pieces)) if {at - 1, at + 1} <= differing}
    runs: list[Marked] = []
    for at, piece in enumerate(pieces):
        differs = at in differing
        if runs and runs[-1].differs == differs:
            runs[-1] = Marked(runs[-1].text + piece, differs)
        else:
            runs.append(Marked(piece, differs))
    return tuple(runs)
