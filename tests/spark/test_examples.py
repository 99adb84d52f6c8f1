"""The examples of docs/spark.md run."""

import re
import shutil
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "spark.md"


@pytest.mark.usefixtures("spark")
def test_the_python_examples_run(store, tmp_path, monkeypatch, capsys):
    shutil.copyfile(store, tmp_path / "claims.db")
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    names: dict[str, object] = {}
    exec(compile("\n".join(examples), PAGE.name, "exec"), names)

    assert "https://bridge.example/closed" in capsys.readouterr().out
    assert [row.factcheck_decision for row in names["answers"].collect()] == ["match"]
