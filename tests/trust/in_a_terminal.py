"""Show a store full of payloads in a terminal, every view of it: prints one JSON object.

    python in_a_terminal.py FOLDER [all]

Each view runs in a child whose streams are a pseudo-terminal, and every byte that arrives there
is looked at.
"""

import io
import json
import os
import pty
import sys
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from payloads import COLOURS, OBEYED, TERMINAL

from factcheck.cli.app import run
from factcheck.model import FactCheck, Publisher, RatingReading
from factcheck.store.store import open_store

NOW = "2024-05-06T07:08:09+00:00"
SHOWN_AS = ("auto", "text", "md", "html", "csv", "json", "jsonl")
# Commands that show many fact-checks, and what they are told besides the store.
OF_THE_STORE = (
    *(("lookup", "--words-only", "--file", "CLAIMS", "--format", kind) for kind in SHOWN_AS),
    ("lookup", "--words-only", "--width", "40", "--file", "CLAIMS"),
    *(("changes", "--since", "2020", "--format", kind) for kind in ("text", "csv", "json")),
    ("changes", "--runs"),
    ("changes", "--runs", "--format", "json"),
    ("duplicates",),
    ("duplicates", "--format", "json"),
    ("list",),
    ("list", "--format", "json"),
    ("search", "station"),
    ("ratings",),
    ("ratings", "--format", "csv"),
    ("stats",),
    ("stats", "--format", "json"),
    ("doctor",),
    *(("export", "--format", kind) for kind in ("jsonl", "csv", "claimreview")),
)
OF_ONE = (
    ("show", "ID"),
    ("show", "ID", "--provenance"),
    ("history", "ID"),
    ("cite", "ID"),
    ("lookup", "CLAIM", "--words-only"),
)
# What is refused is repeated in the message.
OF_NO_STORE = (
    ("lookup", "CLAIM", "--db", "WORD"),
    ("lookup", "--file", "WORD"),
    ("lookup", "CLAIM", "--lang", "WORD"),
    ("lookup", "CLAIM", "--format", "WORD"),
    ("ingest", "WORD"),
    ("show", "WORD"),
    ("WORD",),
)


def main():
    """Fill the store, show it, tell."""
    folder = Path(sys.argv[1])
    path, claims = folder / "hostile.db", folder / "claims.txt"
    ids = fill(path)
    claims.write_text("\n".join(asked(n) for n in range(len(TERMINAL))) + "\n", encoding="utf-8")
    told = Counter()
    escaped = []
    warm_up(path, ids[0])
    for view in OF_THE_STORE:
        look((*(str(claims) if word == "CLAIMS" else word for word in view),), path, told, escaped)
    for n, payload in enumerate(TERMINAL):
        word = f"before{payload}after".replace("\0", "")
        given = {"ID": ids[n], "CLAIM": f"{asked(n)} {word}", "WORD": word}
        # Of the messages each payload gets one in turn, and so of the views of one fact-check
        # where not all are asked for: those of the whole store had every payload already.
        of_one = OF_ONE if sys.argv[2:] else (OF_ONE[n % 5], OF_ONE[(n + 2) % 5])
        for view in (*of_one, OF_NO_STORE[n % len(OF_NO_STORE)]):
            look(tuple(given.get(part, part) for part in view), path, told, escaped)
    sys.stdout.write(json.dumps({"payloads": len(TERMINAL), "escaped": escaped} | told) + "\n")


def warm_up(path, known):
    """Import here what every child would have to import again."""
    os.environ["FACTCHECK_DB"] = str(path)
    views = (*OF_ONE, ("lookup", "CLAIM", "--words-only", "--format", "html"), ("doctor",))
    for view in (*views, ("export",), ("duplicates",), ("changes", "--since", "2020")):
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            run([{"ID": known, "CLAIM": asked(0)}.get(word, word) for word in view])


def asked(n):
    """Give a claim that finds the n-th fact-check."""
    return f"Station number{n} was painted"


def fill(path):
    """Store every payload in every field, twice, as only a tampered file could have it."""
    ids = []
    with open_store(path, mode="write") as store:
        for turn in range(2):
            run_id = store.repository.begin_run(f"feed{TERMINAL[turn]}x\x1b[2J", NOW)
            checks = [hostile(n, payload, turn) for n, payload in enumerate(TERMINAL)]
            ids = [saved.id for saved in store.repository.save_batch(run_id, checks, NOW)]
            store.repository.finish_run(run_id, {"records": len(checks)}, NOW)
    return ids


def hostile(n, payload, turn):
    """Make a fact-check with the payload in every field that takes text."""
    word = f"before{payload}after"
    return FactCheck(
        claim=f"{asked(n)} {word}",
        publisher=Publisher(word, "evil.example", word),
        review_url=f"https://evil.example/{n}/{payload}",
        title=f"{word} {turn}",
        summary=word,
        rating=word,
        rating_language=word,
        reading=RatingReading(),
        claimant=word,
        appearances=(f"https://evil.example/a{payload}",),
        archive_urls=(f"https://evil.example/b{payload}",),
        language=word,
        script=word,
        tags=(word,),
        record_id=word,
        raw={word: word},
    )


def look(arguments, path, told, escaped):
    """Run one command in a terminal and look at every byte of what it shows."""
    os.environ["FACTCHECK_DB"] = str(path)
    told["views"] += 1
    status, shown = in_a_terminal(arguments)
    told["bytes"] += len(shown)
    told[f"status {status}"] += 1
    try:
        text = COLOURS.sub(keep_red, shown.decode().replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        escaped.append(f"{arguments}: {error}")
        return
    if found := sorted(set(OBEYED.findall(text))):
        escaped.append(f"{arguments}: {found}")
    if "Traceback" in text or "mistake of factcheck" in text:
        escaped.append(f"{arguments}: {text[-500:]}")


def keep_red(colour):
    """Take colours of our own away, and leave the one that only a payload has."""
    ends = colour.string[colour.end() : colour.end() + 3]
    return colour[0] if colour[0] == "\x1b[31m" and ends == "red" else ""


def in_a_terminal(arguments):
    """Run a command of factcheck in a child whose streams are a terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - a terminal
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - the same
        status = run(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(status))
    shown = b""
    try:
        while piece := os.read(terminal, 65_536):
            shown += piece
    except OSError:
        pass  # Linux answers the end of a terminal with an error.
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


if __name__ == "__main__":
    main()
