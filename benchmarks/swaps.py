"""Exchange one thing in a claim, and count how often it is still presented as the same claim.

    python benchmarks/swaps.py [--list]

Ten claims in each of six languages, each with a name, a denial, a number, a date and a place
that is exchanged for another, one at a time: three hundred claims that say something else, each
looked up among the sixty published ones. The sixty are looked up as they stand as well.
"""

import argparse
import re
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stores import case, filled_store

from factcheck.lookup import Lookup
from factcheck.model import Decision
from factcheck.neural.encoder import Encoder, default_encoder

SENTENCES = Path(__file__).with_suffix(".toml")
KINDS = {"N": "name", "X": "negation", "#": "number", "D": "date", "P": "place"}
_PLACE = re.compile(r"<(.):([^|>]*)\|([^>]*)>")


@dataclass(frozen=True, slots=True)
class Swap:
    """A claim that differs from a published one in one thing.

    Attributes:
        kind: What was exchanged; ``nothing`` in a claim as it stands.
        own: The published claim's id.
    """

    claim: str
    kind: str
    language: str
    own: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look-up says of it: of its own published claim, and of all."""

    swap: Swap
    own: Decision
    best: Decision


def published() -> dict[str, tuple[str, str]]:
    """Give every published claim and its language by its id."""
    return {
        f"{language}-{number}": (_filled(sentence, ""), language)
        for language, number, sentence in _sentences()
    }


def swaps() -> Iterator[Swap]:
    """Give every claim with one thing exchanged, after it as it stands."""
    for language, number, sentence in _sentences():
        own = f"{language}-{number}"
        yield Swap(_filled(sentence, ""), "nothing", language, own)
        for letter, kind in KINDS.items():
            yield Swap(_filled(sentence, letter), kind, language, own)


def looked_up(encoder: Encoder) -> list[Looked]:
    """Look every one of them up among all published claims."""
    cases = [case(own, text, language) for own, (text, language) in published().items()]
    asked = list(swaps())
    with (
        tempfile.TemporaryDirectory() as folder,
        filled_store(Path(folder) / "cases.db", cases, encoder) as store,
    ):
        rankings = Lookup(store, encoder).rankings(swap.claim for swap in asked)
        found = []
        for swap, ranking in zip(asked, rankings, strict=True):
            matches = ranking(frozenset())
            own = next((m.decision for m in matches if m.fact_check.record_id == swap.own), None)
            best = matches[0].decision if matches else Decision.NONE
            found.append(Looked(swap, own or Decision.NONE, best))
        return found


def presented(found: Sequence[Looked]) -> list[Looked]:
    """List what was exchanged and is presented as a match nevertheless, of whatever."""
    matches = (one for one in found if Decision.MATCH in (one.own, one.best))
    return [one for one in matches if one.swap.kind != "nothing"]


def _sentences() -> Iterator[tuple[str, int, str]]:
    table = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    for language, sentences in table.items():
        for number, sentence in enumerate(sentences):
            yield language, number, sentence


def _filled(sentence: str, exchanged: str) -> str:
    return _PLACE.sub(lambda found: found[3 if found[1] == exchanged else 2], sentence)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--list", action="store_true", help="print what is presented as a match")
    chosen = parser.parse_args()
    found = looked_up(default_encoder(lambda message: print(message, file=sys.stderr)))
    wrong = presented(found)
    for way in ("kind", "language"):
        all_of = Counter(getattr(one.swap, way) for one in found if one.swap.kind != "nothing")
        wrong_of = Counter(getattr(one.swap, way) for one in wrong)
        for name, count in all_of.items():
            print(f"{name:12}{wrong_of[name]:4} of {count:4} presented as a match")
    as_it_is = [one.own for one in found if one.swap.kind == "nothing"]
    print(f"as it stands{as_it_is.count(Decision.MATCH):4} of {len(as_it_is):4}")
    for one in wrong if chosen.list else ():
        print(f"{one.swap.kind}: {one.swap.claim}")


if __name__ == "__main__":
    main()
