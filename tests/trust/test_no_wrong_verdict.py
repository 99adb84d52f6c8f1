"""Nobody hides a claim by how it is written, and nothing senseless is presented as a match."""

import csv

import pytest
from attacks import CASES, CLAIMS, JUNK, TRANSFORMS, attack_figures
from gate import FLOORS, read_floors, verdicts
from swaps import KINDS, looked_up, presented

from factcheck.errors import EncoderUnavailable
from factcheck.model import Decision
from factcheck.neural.encoder import default_encoder
from factcheck.text.normalise import clean, readable
from factcheck.text.scripts import latin, script_of


@pytest.fixture(scope="module")
def sizes(times):
    """Give the numbers of claims and of junk texts: a part of them in a plain run."""
    return (CLAIMS, JUNK) if times > 1 else (16, 60)


@pytest.fixture(scope="module")
def encoder():
    try:
        return default_encoder(lambda message: None)
    except EncoderUnavailable as error:
        pytest.skip(f"no bundled encoder on this platform: {error}")


@pytest.fixture(scope="module")
def figures(encoder, sizes):
    return attack_figures(encoder, *sizes)


@pytest.mark.nightly
def test_no_claim_with_one_thing_exchanged_is_presented_as_a_match(encoder, figure):
    found = looked_up(encoder)
    exchanged = [one.swap for one in found if one.swap.kind != "nothing"]

    assert presented(found) == []
    assert len({swap.claim for swap in exchanged}) == 300
    assert {swap.kind for swap in exchanged} == set(KINDS.values())
    # As they stand they are found: else nothing would be shown by what is not.
    assert {one.own for one in found if one.swap.kind == "nothing"} == {Decision.MATCH}
    figure("claims with one thing exchanged: 0 presented as a match", len(exchanged))


@pytest.mark.nightly
def test_ten_rewritings_hide_no_more_than_their_floors_allow(figures, sizes, figure):
    name = f"rewrites of {sizes[0]}"
    rewrites = figures[name]
    kept = {name: measures["kept"] for name, measures in rewrites.items() if "kept" in measures}

    assert len(kept) == 10
    assert within_floors({name: rewrites})
    figure("rewritings", len(TRANSFORMS) * sizes[0])
    figure("per cent of what is found as it stands, on average", mean(kept.values()))
    figure("per cent in the worst of ten", round(100 * min(kept.values()), 1))


def test_junk_matches_no_more_than_its_floor_allows(figures, sizes, figure):
    name = f"junk of {sizes[1]}"

    assert within_floors({name: figures[name]})
    figure("junk texts", sizes[1])
    figure("junk presented as a match", round(sizes[1] * figures[name]["all"]["match"]))


def within_floors(measured):
    if not FLOORS.exists() or "[[floor]]" not in FLOORS.read_text(encoding="utf-8"):
        return True  # nothing has been promised yet
    return all(holds for _, _, holds in verdicts(measured, read_floors()[0]))


def mean(values):
    listed = list(values)
    return round(100 * sum(listed) / len(listed), 1)


def test_serbian_in_cyrillic_stays_as_it_is(figure):
    with (CASES / "lookalikes.csv").open(encoding="utf-8", newline="") as file:
        texts = {row[side] for row in csv.DictReader(file) for side in ("claim", "published")}
    cyrillic = sorted(text for text in texts if script_of(text) == "Cyrl")

    assert len(cyrillic) > 20
    for text in cyrillic:
        assert clean(text) == text
        assert script_of(readable(text)) == "Cyrl"
        assert script_of(latin(text)) == "Latn"
    figure("Cyrillic sentences untouched", len(cyrillic))
