"""The quality gate: compare the measures of matching with their floors.

    PYTHONPATH=tools python benchmarks/gate.py [FOLDER --work WORK] [--format json]

Measures on what the repository contains (the cases in tests/cases, and our topics that nothing has
learned from) and compares with benchmarks/floors.toml; with FOLDER and WORK, those of quality.py,
on the development sets too. Exit status 1 if a figure is out of bounds or a file is not the one
that the floors were measured on. Whoever lowers a floor says why in the file's list `lowered`.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from claim_training.topics import FILES as TOPIC_FILES
from claim_training.topics import Topic, read_topics, use_of
from lookalikes import CASES, FILES, grouped, looked_up, shares
from quality import SETS, measured
from stores import case, filled_store

from factcheck.lookup import Lookup
from factcheck.model import Decision, Match
from factcheck.neural.encoder import Encoder, default_encoder

ROOT = Path(__file__).parent.parent
FLOORS = Path(__file__).with_name("floors.toml")
# Measured by themselves, so that the floors of the older ones still compare.
TOPIC_GROUPS = {"topics": "abcdefg", "newer topics": "h", "newest topics": "i"}

# set → group → measure → value
Figures = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class Floor:
    """What a figure may not fall below, or not rise above.

    Attributes:
        figure: Set, group and measure.
        history: Every value that this floor ever had, the current one last.
    """

    figure: tuple[str, str, str]
    history: tuple[float, ...]
    is_ceiling: bool = False

    @property
    def bound(self) -> float:
        """What holds now."""
        return self.history[-1]

    def holds(self, value: float) -> bool:
        """Say whether *value* is within bounds."""
        return value <= self.bound if self.is_ceiling else value >= self.bound

    def lowered(self) -> Iterator[tuple[float, float]]:
        """Yield every step by which this floor became easier to meet."""
        for before, after in pairwise(self.history):
            if after > before if self.is_ceiling else after < before:
                yield before, after


def read_floors(path: Path = FLOORS) -> tuple[tuple[Floor, ...], dict[str, str]]:
    """Read floors and fingerprints.

    Raises:
        ValueError: A floor was lowered and nobody said why.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    floors = tuple(_floor(each) for each in table["floor"])
    explained = {
        (each["set"], each["group"], each["measure"], each["from"], each["to"])
        for each in table.get("lowered", [])
        if each.get("why")
    }
    for floor in floors:
        for step in floor.lowered():
            if (*floor.figure, *step) not in explained:
                raise ValueError(f"the floor of {floor.figure} was lowered {step}: say why")
    return floors, table["fingerprints"]


def _floor(entry: Mapping[str, object]) -> Floor:
    is_ceiling = "at_most" in entry
    history = entry["at_most" if is_ceiling else "at_least"]
    if not isinstance(history, list) or not history:
        raise ValueError(f"a floor needs its history as a list: {entry}")
    figure = (str(entry["set"]), str(entry["group"]), str(entry["measure"]))
    return Floor(figure, tuple(map(float, history)), is_ceiling)


def changed_files(fingerprints: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """Name the files that are not those that the floors were measured on."""
    return [name for name, known in fingerprints.items() if fingerprint(root / name) != known]


def fingerprint(path: Path) -> str:
    """Give the first digits of a file's SHA-256, whatever its line ends are."""
    content = path.read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(content).hexdigest()[:16]


def own_figures(encoder: Encoder) -> Figures:
    """Measure on what the repository contains."""
    figures: Figures = {}
    for name in FILES:
        outcomes = looked_up(CASES / f"{name}.csv", encoder, beside=None)
        figures[name] = {group: shares(members) for group, members in grouped(outcomes)}
    topics = [topic for topic in read_topics() if use_of(topic.name) == "measuring"]
    for name, files in TOPIC_GROUPS.items():
        chosen = [each for each in topics if each.name.partition("/")[0] in files]
        figures[name] = topic_figures(chosen, encoder)
    return figures


def topic_figures(topics: Sequence[Topic], encoder: Encoder) -> dict[str, dict[str, float]]:
    """Look topics up that are stored in their first language: said again, posted, and altered."""
    published = [
        case(topic.name, topic.rows[0]["same"], topic.rows[0]["language"]) for topic in topics
    ]
    counted: dict[str, list[tuple[bool, bool, bool]]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        filled_store(Path(folder) / "topics.db", published, encoder) as store,
    ):
        asked = list(_asked(topics))
        rankings = Lookup(store, encoder).rankings(text for _, _, text in asked)
        for (topic, group, _), ranking in zip(asked, rankings, strict=True):
            counted.setdefault(group, []).append(_found(ranking(frozenset()), topic.name))
    return {
        group: {
            "p@1": sum(first for first, _, _ in each) / len(each),
            "match": sum(own for _, own, _ in each) / len(each),
            "other_match": sum(other for _, _, other in each) / len(each),
        }
        for group, each in counted.items()
    }


def _asked(topics: Sequence[Topic]) -> Iterator[tuple[Topic, str, str]]:
    for topic in topics:
        for place, row in enumerate(topic.rows):
            way = "across languages" if place else "one language"
            for name in ("again", "post"):
                if row.get(name):
                    yield topic, f"same, {way}", row[name]
            for name in ("altered", "altered_post", "altered_b"):
                if row.get(name):
                    yield topic, f"altered, {way}", row[name]


def _found(matches: Sequence[Match], own: str) -> tuple[bool, bool, bool]:
    presented = {m.fact_check.record_id for m in matches if m.decision is Decision.MATCH}
    first = bool(matches) and matches[0].fact_check.record_id == own
    return first, own in presented, bool(presented - {own})


def full_figures(folder: Path, work: Path, encoder: Encoder) -> Figures:
    """Measure on the development sets, also by words alone."""
    work.mkdir(parents=True, exist_ok=True)
    figures: Figures = {}
    for name in SETS:
        for group, used in (("all", encoder), ("words only", None)):
            values = measured(folder / name, "dev", work, used).everything.values
            figures.setdefault(name, {})[group] = {
                measure: value for measure, value in values.items() if value is not None
            }
    return figures


def verdicts(figures: Figures, floors: Sequence[Floor]) -> Iterator[tuple[Floor, float, bool]]:
    """Compare every figure that was measured with its floor."""
    for floor in floors:
        name, group, measure = floor.figure
        if name in figures:
            value = figures[name][group][measure]
            yield floor, value, floor.holds(value)


def main() -> None:
    """Measure, compare, say."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    if bool(chosen.folder) != bool(chosen.work):
        parser.error("FOLDER and --work go together")
    floors, fingerprints = read_floors()
    encoder = default_encoder(lambda message: print(message, file=sys.stderr))
    figures = own_figures(encoder)
    if chosen.folder:
        figures |= full_figures(chosen.folder, chosen.work, encoder)
    if chosen.format == "json":
        print(json.dumps(figures, indent=2))
    failed = changed_files(fingerprints)
    for name in failed:
        print(f"{name} is not the file that the floors were measured on", file=sys.stderr)
    for floor, value, holds in verdicts(figures, floors):
        sign = "at most" if floor.is_ceiling else "at least"
        if chosen.format == "text":
            state = "" if holds else "  OUT OF BOUNDS"
            print(f"{', '.join(floor.figure):60}{value:>8.3f}  {sign} {floor.bound:.3f}{state}")
        if not holds:
            failed.append(", ".join(floor.figure))
    sys.exit(1 if failed else 0)


# What the floors are measured on, for whoever writes the list of fingerprints.
MEASURED_ON = (*(CASES / f"{name}.csv" for name in FILES), *TOPIC_FILES)

if __name__ == "__main__":
    main()
