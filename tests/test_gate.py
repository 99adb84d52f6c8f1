"""What matching has reached is written down, and nobody loses it unseen."""

import pytest
from gate import Floor, changed_files, own_figures, read_floors, verdicts

from factcheck.errors import EncoderUnavailable
from factcheck.neural.encoder import default_encoder


@pytest.fixture(scope="module")
def floors():
    return read_floors()[0]


@pytest.fixture(scope="module")
def figures():
    try:
        return own_figures(default_encoder(lambda message: None))
    except EncoderUnavailable as error:
        pytest.skip(f"no bundled encoder on this platform: {error}")


def test_the_floors_were_measured_on_these_files():
    assert changed_files(read_floors()[1]) == []


@pytest.mark.nightly
def test_every_figure_is_within_its_bounds(figures, floors):
    compared = list(verdicts(figures, floors))
    assert len(compared) >= 10
    assert [(floor.figure, value) for floor, value, holds in compared if not holds] == []


def test_a_floor_may_not_be_lowered_in_silence(tmp_path):
    file = tmp_path / "floors.toml"
    floor = '[[floor]]\nset = "s"\ngroup = "g"\nmeasure = "m"\nat_least = [0.9, 0.8]\n'
    file.write_text(f"{floor}[fingerprints]\n", encoding="utf-8")
    with pytest.raises(ValueError, match="say why"):
        read_floors(file)
    why = '[[lowered]]\nset = "s"\ngroup = "g"\nmeasure = "m"\nfrom = 0.9\nto = 0.8\nwhy = "x"\n'
    file.write_text(f"{floor}{why}[fingerprints]\n", encoding="utf-8")
    assert read_floors(file)[0][0].bound == 0.8


@pytest.mark.parametrize(
    ("floor", "value", "holds"),
    [
        (Floor(("s", "g", "m"), (0.5,)), 0.5, True),
        (Floor(("s", "g", "m"), (0.5,)), 0.49, False),
        (Floor(("s", "g", "m"), (0.5,), is_ceiling=True), 0.5, True),
        (Floor(("s", "g", "m"), (0.5,), is_ceiling=True), 0.51, False),
    ],
)
def test_floors_hold_from_below_and_ceilings_from_above(floor, value, holds):
    assert floor.holds(value) is holds


def test_raising_a_ceiling_is_lowering_too():
    assert list(Floor(("s", "g", "m"), (0.01, 0.02), is_ceiling=True).lowered()) == [(0.01, 0.02)]
    assert list(Floor(("s", "g", "m"), (0.02, 0.01), is_ceiling=True).lowered()) == []
