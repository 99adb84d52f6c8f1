"""Run a lookup and record how long each import and each step of it took.

Started by `cold_start_parts.py`. It imports little itself, because what is loaded here already
would be missing from the figures.
"""

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Environment variables: when the process was started, and the file for the result.
STARTED = "COLD_START_STARTED"
RESULT = "COLD_START_RESULT"

# Steps that are timed beside imports, and the functions that do them.
_STEPS = {
    "factcheck.store.store": {"open_store": "open: the store"},
    "factcheck.neural.onnx_session": {"OnnxSession.__init__": "open: networks (onnxruntime)"},
    "factcheck.neural.tokenizer": {"Tokenizer.open": "open: the tokenizer"},
    "factcheck.neural.encoder": {"default_encoder": "open: the rest of the encoder"},
    "factcheck.retrieval.retriever": {
        "Retriever.__init__": "open: the retriever",
        "Retriever.retrieve": "answer: retrieve by words and vectors",
    },
    "factcheck.text.language": {"guess_language": "answer: guess the language"},
    "factcheck.neural.bundled_encoder": {
        "BundledEncoder.encode_claims": "answer: encode the claim",
        "BundledEncoder.score_pairs": "answer: run the reranker",
    },
    "factcheck.text.facts": {"read_facts": "answer: extract facts"},
    "factcheck.lookup": {"Lookup.answer": "answer: rank, check conflicts, decide"},
    "factcheck.reports.answers_text": {"TextWriter.write_answer": "answer: write"},
}
_OURS = "factcheck"
_OTHER_IMPORTS = "the standard library and others"
# Imports that are shown by name.
_NAMED = ("numpy", "onnxruntime", "rapidfuzz", "typer", "marisa_trie", "sentencex")
_START, _REST = "run: start Python", "run: the command line"


class _Watch:
    """Counts for every part the seconds in which it was the innermost one."""

    def __init__(self, started: float) -> None:
        now = time.perf_counter()
        self.seconds = {_START: now - started}
        self._parts = [_REST]
        self._since = now

    def enter(self, part: str) -> None:
        self._count()
        self._parts.append(part)

    def leave(self) -> None:
        self._count()
        self._parts.pop()

    def _count(self) -> None:
        now = time.perf_counter()
        part = self._parts[-1]
        self.seconds[part] = self.seconds.get(part, 0.0) + now - self._since
        self._since = now

    def timed(self, function: "Callable[..., object]", part: str) -> "Callable[..., object]":
        def inside(*args: object, **kwargs: object) -> object:
            self.enter(part)
            try:
                return function(*args, **kwargs)
            finally:
                self.leave()

        return inside


def inside() -> None:
    """Run the lookup, time every import and every step, and write the result."""
    watch = _Watch(float(os.environ[STARTED]))
    loader = sys.modules["_frozen_importlib"]
    load = loader._find_and_load

    def watched(name: str, import_: object) -> object:
        watch.enter(f"import: {_package(name)}")
        try:
            module = load(name, import_)
        finally:
            watch.leave()
        for function, part in _STEPS.get(name, {}).items():
            _replace(module, function, watch, part)
        return module

    loader._find_and_load = watched
    from factcheck.__main__ import main as factcheck

    status = factcheck()
    sys.stdout.flush()
    loader._find_and_load = load
    watch.enter("")
    _write_result(watch.seconds)
    sys.exit(status)


def _write_result(seconds: dict[str, float]) -> None:
    began = time.perf_counter()
    import json  # not before, because the lookup may import it

    memory = _resident()
    writing = time.perf_counter() - began
    with open(os.environ[RESULT], "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump({"seconds": seconds, "memory": memory, "writing": writing}, file)


def _package(name: str) -> str:
    package = name.partition(".")[0]
    if package == _OURS:
        return _OURS
    return package if package in _NAMED else _OTHER_IMPORTS


def _replace(module: object, path: str, watch: _Watch, part: str) -> None:
    *owners, name = path.split(".")
    owner = module
    for each in owners:
        owner = getattr(owner, each)
    defined = vars(owner)[name]
    if isinstance(defined, classmethod):
        setattr(owner, name, classmethod(watch.timed(defined.__func__, part)))
    else:
        setattr(owner, name, watch.timed(defined, part))


def _resident() -> dict[str, float]:
    """Return resident megabytes by kind, from the kernel's list of mappings (Linux only)."""
    import re  # as above
    from pathlib import Path

    megabytes: dict[str, float] = {}
    kind = ""
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        opened = re.match(r"[0-9a-f]+-[0-9a-f]+ (\S+) \S+ \S+ \S+ *(.*)", line)
        if opened:
            kind = _kind(opened[2])
        elif line.startswith("Rss:"):
            megabytes[kind] = megabytes.get(kind, 0.0) + int(line.split()[1]) / 1024
    return megabytes


def _kind(mapped: str) -> str:
    name = mapped.rpartition("/")[2]
    if not mapped or mapped.startswith("["):
        return "Python's own and the libraries' memory"
    if "onnxruntime" in mapped and ".so" in name:
        return "onnxruntime's code"
    if ".so" in name or name.startswith("python"):
        return "code of Python and other libraries"
    if name.endswith((".bin", ".marisa", ".npy", ".onnx")):
        return f"mapped: {name}"
    return "mapped: other files"


if __name__ == "__main__":
    inside()
