"""Tables are read from their packed copies, which say what the tables say."""

import subprocess
import sys
import tomllib

import marisa_trie
import pytest
from pack_tables import PACKED, PLACES, TEXT, packed_tables, place_entries

from factcheck.text.packed_tables import derived_table, packed_copy, packed_name, read_table

AFTER_A_CHANGE = "after a change, run: python tools/pack_tables.py"


def test_every_packed_copy_is_up_to_date():
    written = {path.stem: path.read_text(encoding="utf-8") for path in PACKED.glob("*.json")}

    assert written == dict(packed_tables()), AFTER_A_CHANGE


def test_the_trie_of_places_holds_all_names_and_no_other():
    tree = marisa_trie.BytesTrie().mmap(str(PLACES))

    assert sorted(tree.items()) == place_entries(), AFTER_A_CHANGE


@pytest.mark.parametrize("name", ["languages", "vocabulary/en"])
def test_a_packed_table_is_the_table_itself(name):
    assert read_table(name) == tomllib.loads((TEXT / f"{name}.toml").read_text(encoding="utf-8"))


def test_a_table_that_does_not_exist_is_empty():
    assert read_table("vocabulary/xx") == {}


def test_a_copy_of_an_older_table_is_not_used(tmp_path):
    (tmp_path / "packed").mkdir()
    (tmp_path / "colours.toml").write_text('sky = "blue"\n', encoding="utf-8")
    copy = packed_copy(b'sky = "grey"\n', {"sky": "grey"})
    (tmp_path / "packed" / f"{packed_name('colours')}.json").write_text(copy, encoding="utf-8")
    made = derived_table("colours", "colours", lambda: {"made": "now"}, tmp_path)

    assert read_table("colours", tmp_path) == {"sky": "blue"}
    assert made == {"made": "now"}


def test_reading_a_claim_reads_no_toml():
    code = (
        "import sys; from factcheck.text.facts import read_facts;"
        "from factcheck.text.language import guess_language;"
        "claim = 'The mayor of Nairobi said that the bridge was closed in 2019';"
        "read_facts(claim, guess_language(claim)); sys.exit('tomllib' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
