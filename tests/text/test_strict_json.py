import pytest

from factcheck.text.strict_json import MAX_DEPTH, BrokenValueError, parse_json


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"x":', "}")], ids=["list", "map"])
def test_a_value_is_nested_as_deeply_as_we_say_on_every_python(opening, closing):
    def nested(depth):
        return opening * depth + "1" + closing * depth

    assert parse_json(nested(MAX_DEPTH))
    with pytest.raises(BrokenValueError, match="nested too deeply"):
        parse_json(nested(MAX_DEPTH + 1))


def test_many_values_beside_one_another_are_not_deep():
    assert parse_json("[" + ",".join(["[{}]"] * MAX_DEPTH * 2) + "]") == [[{}]] * MAX_DEPTH * 2
