"""The names of languages and countries are Babel's, without Babel."""

import subprocess
import sys
from importlib import resources

from pack_names import packed_names

from factcheck.citations.labels import country_name, language_name


def test_the_packed_names_are_those_of_the_installed_babel():
    packed = resources.files("factcheck.citations").joinpath("english_names.json")

    assert packed.read_text("utf-8") == packed_names(), "run: python tools/pack_names.py"


def test_a_code_without_a_name_is_named_by_itself():
    assert (language_name("sw"), language_name("zz")) == ("Swahili", "zz")
    assert (country_name("BA"), country_name("")) == ("Bosnia & Herzegovina", "")


def test_naming_a_language_loads_no_babel():
    code = (
        "import sys; from factcheck.citations.labels import language_name; language_name('sw');"
        "sys.exit('babel' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
