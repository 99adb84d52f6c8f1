"""Write the English names of languages and countries from Babel, which takes long to load.

    python tools/pack_names.py

Run it when the names in a new release of CLDR matter, and read the difference before it is
committed. The tests check that the file is well formed and complete, not that it equals the
names of whatever Babel is installed.
"""

import json
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parents[1] / "factcheck" / "citations" / "english_names.json"


def main() -> None:
    """Write the file."""
    english = Locale("en")
    names = {"languages": dict(english.languages), "countries": dict(english.territories)}
    text = json.dumps(names, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    TARGET.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
