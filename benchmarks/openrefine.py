"""Does OpenRefine turn a table of tips into a table of rulings?

    apt-get install openrefine
    python benchmarks/openrefine.py [--db claims.db.example]

Starts OpenRefine without its window, and the service beside it; reconciles a column of claims,
fills columns from what was matched, and compares the table that comes out with what a lookup says.
"""

import argparse
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from factcheck.lookup import Lookup
from factcheck.model import Decision
from factcheck.neural.encoder import default_encoder
from factcheck.store.store import open_store

REFINE, SERVICE = "http://127.0.0.1:3333", "http://127.0.0.1:8498/reconcile"
STARTS_WITHIN_SECONDS = 120
EVERY_ROW = json.dumps({"facets": [], "mode": "row-based"})
# Each claim of the store as it is, and a tip that nobody checked.
CLAIMS = 40
UNCHECKED = "The library lends out telescopes on Fridays."
COLUMNS = ("verdict", "publisher", "url", "citation")


def main() -> None:
    """Reconcile, and fail if OpenRefine matched anything else than a lookup does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", type=Path, default=Path("claims.db.example"))
    parser.add_argument("--refine", default="/usr/bin/openrefine")
    arguments = parser.parse_args()
    with open_store(arguments.db) as store:
        checks = store.fact_checks(range(1, CLAIMS + 1)).values()
        claims = [*(each.claim for each in checks), UNCHECKED]
        answers = list(Lookup(store, default_encoder(on_message=print)).answers(claims))
    matched = {each.claim for each in answers if each.decision is Decision.MATCH}
    with tempfile.TemporaryDirectory() as folder, running(arguments, Path(folder)):
        rows = reconciled(claims)
    wrong = [row for row in rows if bool(row["Link"]) != (row["tip"] in matched)]
    print(f"{len(rows)} tips, {len(matched)} with a match, {len(wrong)} otherwise in OpenRefine")
    for row in wrong:
        print(f"  WRONG: {row}")
    sys.exit(1 if wrong or len(rows) != len(claims) else 0)


@contextmanager
def running(arguments: argparse.Namespace, folder: Path) -> Iterator[None]:
    """Run OpenRefine and the service until the block ends."""
    refine = [arguments.refine, "-p", "3333", "-i", "127.0.0.1", "-d", folder / "data"]
    refine += ["-x", "refine.headless=true"]
    service = [sys.executable, "-m", "factcheck", "serve", "--port", "8498", "--db", arguments.db]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        subprocess.Popen(refine, start_new_session=True, **quiet) as one,
        subprocess.Popen(service, **quiet) as other,
    ):
        try:
            wait_for(f"{REFINE}/command/core/get-csrf-token")
            wait_for(SERVICE)
            yield
        finally:
            other.terminate()
            # A script starts Java, which does not end with it.
            os.killpg(one.pid, signal.SIGTERM)


def wait_for(address: str) -> None:
    """Wait until something answers at *address*."""
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            httpx.get(address).raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            return


def reconciled(claims: list[str]) -> list[dict[str, str]]:
    """Give the rows that OpenRefine makes of *claims*."""
    table = io.StringIO()
    csv.writer(table).writerows([["tip"], *([claim] for claim in claims)])
    with httpx.Client(base_url=f"{REFINE}/command/core", timeout=60) as client:
        created = client.post(
            "/create-project-from-upload",
            params=token(client),
            data={"project-name": "tips", "format": "text/line-based/*sv", "options": "{}"},
            files={"project-file": ("tips.csv", table.getvalue(), "text/csv")},
        )
        project = re.findall(r"project=(\d+)", created.headers["location"])[0]
        service = {
            "service": SERVICE,
            "identifierSpace": "urn:x-factcheck:fact-check:",
            "schemaSpace": "https://schema.org/ClaimReview",
        }
        apply(client, project, {"op": "core/recon", "columnName": "tip", "config": {
            **service, "mode": "standard-service", "autoMatch": True, "columnDetails": [],
            "type": {"id": "ClaimReview", "name": "Fact-check of a claim"},
        }})  # fmt: skip
        apply(client, project, {
            **service, "op": "core/extend-reconciled-data", "baseColumnName": "tip",
            "endpoint": SERVICE, "columnInsertIndex": 1,
            "extension": {"properties": [{"id": each, "name": each} for each in COLUMNS]},
        })  # fmt: skip
        exported = client.post(
            "/export-rows/rulings.csv",
            data={"project": project, "format": "csv", "engine": EVERY_ROW},
        )
    return list(csv.DictReader(io.StringIO(exported.text)))


def apply(client: httpx.Client, project: str, operation: dict[str, object]) -> None:
    """Apply *operation* to a project, and wait until it is done."""
    wanted = json.dumps([{**operation, "engineConfig": json.loads(EVERY_ROW)}])
    data = {"operations": wanted, **token(client)}
    client.post("/apply-operations", params={"project": project}, data=data).raise_for_status()
    while client.get("/get-processes", params={"project": project}).json()["processes"]:
        time.sleep(0.5)


def token(client: httpx.Client) -> dict[str, str]:
    """Give what OpenRefine wants back with everything that changes something."""
    return {"csrf_token": client.get("/get-csrf-token").json()["token"]}


if __name__ == "__main__":
    main()
