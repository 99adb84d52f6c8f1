import subprocess
import sys

import pytest

import factcheck


def test_every_public_name_can_be_imported():
    for name in factcheck.__all__:
        assert getattr(factcheck, name) is not None


def test_the_list_of_public_names_is_sorted_and_complete():
    loaded = set(factcheck._DEFINED_IN)

    assert factcheck.__all__ == sorted(loaded)
    assert loaded <= set(dir(factcheck))


def test_star_import_gives_exactly_the_public_names():
    given: dict[str, object] = {}
    exec("from factcheck import *", given)

    assert set(given) - {"__builtins__"} == set(factcheck.__all__)


@pytest.mark.parametrize("name", sorted(factcheck._DEFINED_IN))
def test_a_public_name_is_the_object_of_its_module(name):
    module, defined_as = factcheck._DEFINED_IN[name]

    assert getattr(factcheck, name) is getattr(sys.modules[module], defined_as)


def test_an_unknown_name_is_an_attribute_error_like_everywhere():
    with pytest.raises(AttributeError, match="no attribute 'verdict_of_everything'"):
        _ = factcheck.verdict_of_everything


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("import factcheck", id="the package"),
        pytest.param(
            "from factcheck.cli.app import run; assert run(['--help']) == 0", id="the help text"
        ),
    ],
)
def test_what_is_slow_to_load_waits_until_it_is_needed(statement):
    slow = {"numpy", "onnxruntime", "babel", "langdetect", "sqlite_utils", "httpx", "bs4"}
    tell = f"print(*sorted({slow!r} & set(sys.modules)), file=sys.stderr)"
    program = f"import sys; {statement}; {tell}"
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ended.stderr.split() == []
