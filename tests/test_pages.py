"""Every command that a page shows is one that the program understands, and it does its work."""

import csv
import re
import shlex
import shutil
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from typer.core import TyperGroup

from factcheck.cli.app import load_command, run
from factcheck.errors import EncoderUnavailable
from factcheck.neural.encoder import default_encoder

ROOT = Path(__file__).resolve().parents[1]
FILES = Path(__file__).parent / "pages"

# In claims.db.example.
CITED = "8bakm746vwza"

# What is understood here, and done in other tests or not at all.
NOT_RUN = {
    r".*factcheck (serve|mcp)( |$)": "does not end by itself; tests/serve",
    r"factcheck lookup .*(\.jpg|\.png|pictures/)": "needs Tesseract; tests/cli/test_pictures.py",
    r"factcheck spark ": "needs Java; tests/spark",
    r".* https://": "asks the network",
    r".* /srv/": "is a folder of another machine; tests/cli/test_snapshot.py runs those lines",
    r".*factcheck review ": "needs a terminal; tests/review",
    r"factcheck (calibrate|undo 12) ": "needs hundreds of judgements; tests/cli/test_calibrate.py",
}
# Lines for us, and of other programs.
OURS = re.compile(r"([A-Z_]+=\S+ )?(cat \S+ \| )?factcheck |# … ")
OTHERS = re.compile(
    r"(#|python3?|source|pip|export|cd|cp|rm|if|then|curl|just|datasette|sudo)( |$)|\.venv/bin/"
)


def commands(page):
    """Give the lines in which a page calls factcheck, and those for people."""
    yield from (line for line in lines(page) if OURS.match(line))
    yield from re.findall(r"^(?:[\d*/,-]+ +){5}(factcheck .*)", page.read_text("utf-8"), re.M)


def lines(page):
    """Give the lines of all shell blocks of a page."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.S | re.M)
    return [line for line in re.sub(r"\\\n\s*", "", "".join(blocks)).splitlines() if line]


PAGES = [
    page
    for page in sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
    if any(True for _ in commands(page))
]


def words_of(line):
    """Split a line as a shell does, and take what comes in and where the answer goes."""
    words = shlex.split(re.sub("^[A-Z_]+=\\S+ ", "", line), comments=True)
    typed = target = None
    if words[0] == "cat":
        typed, words = words[1], words[3:]
    if ">" in words:
        target, words = words[-1], words[:-2]
    return words[1:], typed, target


@pytest.fixture(scope="module")
def bundled_encoder():
    try:
        return default_encoder(print)
    except EncoderUnavailable as error:
        pytest.skip(f"no bundled encoder on this platform: {error}")


@pytest.fixture
def desk(tmp_path, monkeypatch, bundled_encoder):
    """A folder with the files that the pages name, a store, and an encoder that is open."""
    shutil.copytree(FILES, tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copyfile(ROOT / "claims.db.example", tmp_path / "claims.db.example")
    shutil.copyfile(ROOT / "claims.db.example", tmp_path / "claims.db")
    openpyxl = pytest.importorskip("openpyxl")
    for name, title, source in (("tips", "Tips", "tips"), ("checks", "2024", "fact-checks")):
        book = openpyxl.Workbook()
        book.active.title = title
        for row in csv.reader((FILES / f"{source}.csv").read_text("utf-8").splitlines()):
            book.active.append(row)
        book.save(tmp_path / f"{name}.xlsx")
    monkeypatch.setattr("factcheck.neural.encoder.default_encoder", lambda **_: bundled_encoder)
    monkeypatch.setenv("FACTCHECK_DB", "claims.db")
    monkeypatch.setenv("FACTCHECK_BY", "desk")
    monkeypatch.setenv("FACTCHECK_CITATIONS", "citations.jsonl")
    monkeypatch.chdir(tmp_path)
    # A desk has cited something before.
    assert run(["cite", CITED]) == 0


def fill_in_judgements():
    rows = list(csv.DictReader(Path("answers.csv").read_text("utf-8").splitlines()))
    with Path("answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "judgement"])
        writer.writeheader()
        writer.writerows({**row, "judgement": "same" if row["id"] else ""} for row in rows)


FOR_PEOPLE = {
    '# … fill the column "judgement" with same, different or unsure …': fill_in_judgements,
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_is_understood(page):
    for line in lines(page):
        assert OURS.match(line) or OTHERS.match(line), f"nothing here knows how to run: {line}"
    for line in commands(page):
        if not line.startswith(("#", "factcheck --")):
            name, *words = words_of(line)[0]
            command = load_command(name)
            if isinstance(command, TyperGroup) and words and words[0] in command.commands:
                command, name, words = command.commands[words[0]], words[0], words[1:]
            command.make_context(name, words)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_do_their_work(page, monkeypatch, capsys):
    for line in commands(page):
        if line.startswith("#"):
            FOR_PEOPLE[line]()
        elif not any(re.match(pattern, line) for pattern in NOT_RUN):
            words, typed, target = words_of(line)
            given = Path(typed).read_bytes() if typed else b""
            monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given), "utf-8"))
            status = run(words)
            printed = capsys.readouterr()
            if target:
                Path(target).write_text(printed.out, "utf-8")

            assert status in {0, 1}, f"{line}\n{printed.err}"
