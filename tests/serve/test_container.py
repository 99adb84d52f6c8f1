"""The container file says what works: run here as it would run there, without a container."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "examples" / "service" / "Containerfile"
# What a build with no such folder around it could do: none is copied from the checkout.
INSTRUCTIONS = {
    "FROM",
    "ARG",
    "RUN",
    "USER",
    "ENV",
    "VOLUME",
    "EXPOSE",
    "ENTRYPOINT",
    "HEALTHCHECK",
}


@pytest.fixture
def instructions():
    """The instructions of the file, by name; lines that go on are joined."""
    text = re.sub(r"\\\n\s*", "", FILE.read_text(encoding="utf-8"))
    lines = [line.partition(" ") for line in text.splitlines() if line and line[0] != "#"]
    return {name: [rest for each, _, rest in lines if each == name] for name, _, _ in lines}


@pytest.fixture
def service(instructions, served_store):
    """Start what the file starts, of this installation, and give it with its port."""
    [command] = map(json.loads, instructions["ENTRYPOINT"])
    store = command[command.index("--db") + 1]
    inside = [str(served_store) if each == store else each for each in command[1:]]
    started = subprocess.Popen(
        [Path(sys.executable).with_name(command[0]), *inside, "--port", "0", "--words-only"],
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        text=True,
        encoding="utf-8",
    )
    try:
        yield started, re.search(r"at http://0\.0\.0\.0:(\d+)/\n", started.stderr.readline())[1]
    finally:
        started.kill()
        started.communicate()


def test_the_file_takes_nothing_but_the_package(instructions):
    installs = instructions["RUN"][1]

    assert instructions.keys() == INSTRUCTIONS
    assert re.search(r"pip install [^&]*\"\$\{PACKAGE\}\[images,serve\]\"", installs)
    assert instructions["ARG"] == ["PACKAGE=factcheck-claims"]


def test_it_reads_pictures_with_the_packs_that_the_tests_read_with(instructions):
    workflows = FILE.parents[2] / ".github" / "workflows"
    texts = [(workflows / f"{name}.yml").read_text("utf-8") for name in ("tests", "nightly")]
    installed = [
        set(re.findall(r"tesseract-ocr[\w-]*", text)) for text in (instructions["RUN"][0], *texts)
    ]
    packs = {each.removeprefix("tesseract-ocr-").replace("-", "_") for each in installed[0]}

    assert installed[0] == installed[1] == installed[2]
    assert packs == {"tesseract_ocr", "eng", "bos", "hrv", "srp", "srp_latn", "ind", "swa"}


def test_what_it_starts_serves_the_store_and_passes_its_own_check(service, instructions):
    _, port = service
    _, _, check = instructions["HEALTHCHECK"][0].partition("CMD ")
    program, *arguments = json.loads(check)
    [published] = instructions["EXPOSE"]
    here = [each.replace(f":{published}/", f":{port}/") for each in arguments]
    checked = subprocess.run([sys.executable, *here], check=False, capture_output=True)

    assert program == "python"
    assert here != arguments
    assert (checked.returncode, checked.stderr) == (0, b"")


@pytest.mark.nightly
def test_what_it_makes_ready_is_there_to_be_made(instructions, tmp_path):
    [ready] = (each for each in instructions["RUN"] if each.startswith("python -c"))
    code = re.search(r'"(.*)"', ready)[1]
    made = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        env=os.environ | {"FACTCHECK_CACHE": str(tmp_path)},
    )

    assert made.returncode == 0
    assert list(tmp_path.iterdir())
