"""Write the English names of languages and countries from Babel, which takes long to load.

    python tools/pack_names.py

Run it after an update of Babel; a test compares the names with those of the installed one.
"""

import json
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parents[1] / "factcheck" / "citations" / "english_names.json"


def main() -> None:
    """Write the file."""
    TARGET.write_text(packed_names(), encoding="utf-8", newline="\n")


def packed_names() -> str:
    """Give the names as JSON, by code."""
    english = Locale("en")
    names = {"languages": dict(english.languages), "countries": dict(english.territories)}
    return json.dumps(names, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


if __name__ == "__main__":
    main()
