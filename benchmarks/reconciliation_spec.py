"""Does /reconcile say what the specification of the Reconciliation Service API wants?

    git clone https://github.com/reconciliation-api/specs
    python benchmarks/reconciliation_spec.py specs [--db claims.db.example]

Takes the JSON Schemas and the examples of versions 0.1 and 0.2 from a checkout of the
specification. First it asks whether the schemas tell the specification's own valid examples from
its invalid ones; then it checks what the service answers, to the examples and to claims of the
store.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from starlette.testclient import TestClient

from factcheck.serve.application import create_app
from factcheck.serve.settings import ServeSettings
from factcheck.store.store import open_store

VERSIONS = ("0.1", "0.2")
# Claims of the store that are asked for, besides the examples.
ASKED = 200


class Specification:
    """The schemas and examples of one version."""

    def __init__(self, folder: Path) -> None:
        """Read the schemas in *folder*."""
        self.folder = folder
        schemas = {
            each.stem: json.loads(each.read_text()) for each in folder.glob("schemas/*.json")
        }
        # They name each other by file, under an address that depends on the version; what they
        # take from Swagger is beside the point.
        registry = Registry(retrieve=lambda _uri: DRAFT7.create_resource({})).with_resources(
            (schema["$id"], Resource(schema, DRAFT7))
            for schema in schemas.values()
            if "$id" in schema
        )
        self.validators = {
            name: Draft7Validator(schema, registry=registry) for name, schema in schemas.items()
        }

    def examples(self, name: str, kind: str) -> Iterator[Path]:
        """Yield the *kind*, valid or invalid, of examples for the schema called *name*."""
        yield from sorted(self.folder.glob(f"examples/{name}/{kind}/*.json"))

    def mistakes(self, name: str, value: object) -> list[str]:
        """List what is wrong with *value*; a version without such a schema has no opinion."""
        validator = self.validators.get(name)
        return [each.message for each in validator.iter_errors(value)] if validator else []


class Judge:
    """Counts what was checked, and prints what was not as it should be."""

    def __init__(self) -> None:
        """Begin with nothing checked."""
        self.checked = self.failed = 0

    def expect(self, is_right: bool, what: str) -> None:
        """Count one check, and say what went wrong if it did."""
        self.checked += 1
        if not is_right:
            self.failed += 1
            print(f"  WRONG: {what}")

    def valid(self, version: Specification, name: str, value: object, what: str) -> None:
        """Expect that *value* is valid in *version*."""
        mistakes = version.mistakes(name, value)
        self.expect(not mistakes, f"{version.folder.name} {name}, {what}: {mistakes[:2]}")


def main() -> None:
    """Check both versions, and fail if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a checkout of the specification")
    parser.add_argument("--db", type=Path, default=Path("claims.db.example"))
    arguments = parser.parse_args()
    judge = Judge()
    with TestClient(create_app(ServeSettings(arguments.db)), "http://localhost:8417") as client:
        for name in VERSIONS:
            before = judge.checked
            version = Specification(arguments.folder / name)
            check_schemas(version, judge)
            check_service(version, client, arguments.db, judge)
            print(f"{name}: {judge.checked - before} checks")
    print(f"{judge.checked} checks, {judge.failed} wrong")
    sys.exit(1 if judge.failed else 0)


def check_schemas(version: Specification, judge: Judge) -> None:
    """Check that the schemas tell valid examples from invalid ones."""
    for name in version.validators:
        for example in version.examples(name, "valid"):
            judge.valid(version, name, json.loads(example.read_text("utf-8")), example.name)
        for example in version.examples(name, "invalid"):
            mistakes = version.mistakes(name, json.loads(example.read_text()))
            judge.expect(bool(mistakes), f"{version.folder.name} {name} lets {example.name} pass")


def check_service(version: Specification, client: TestClient, db: Path, judge: Judge) -> None:
    """Check every answer of the service."""
    manifest = client.get("/reconcile").json()
    judge.valid(version, "manifest", manifest, "our manifest")
    judge.expect(version.folder.name in manifest["versions"], "the manifest lacks the version")
    for example in version.examples("reconciliation-query-batch", "valid"):
        check_batch(version, client, json.loads(example.read_text()), judge)
    for example in version.examples("reconciliation-query-batch", "invalid"):
        check_refused(version, client, example, judge)
    with open_store(db) as store:
        numbers = range(1, ASKED + 1)
        checks = store.fact_checks(numbers).values()
    claims = [each.claim for each in checks]
    for start in range(0, len(claims), manifest["batchSize"]):
        asked = claims[start : start + manifest["batchSize"]]
        check_batch(
            version, client, {f"q{n}": {"query": each} for n, each in enumerate(asked)}, judge
        )
    check_columns(version, client, [each.id for each in checks], judge)
    for kind, name in (("entity", "entities"), ("property", "properties"), ("type", "types")):
        for prefix in ("", "va", "publisher", "ClaimReview", claims[0]):
            answer = client.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix}).json()
            judge.valid(version, f"suggest-{name}-response", answer, prefix)


def check_batch(
    version: Specification, client: TestClient, batch: dict[str, object], judge: Judge
) -> None:
    """Check the answer to a valid batch, posted and in the address."""
    text = json.dumps(batch)
    posted = client.post("/reconcile", data={"queries": text})
    judge.expect(posted.status_code == 200, f"{posted.status_code} for {text[:80]}")
    judge.valid(version, "reconciliation-result-batch", posted.json(), text[:80])
    judge.expect(list(posted.json()) == list(batch), f"other keys for {text[:80]}")
    if len(text) < 2_000:
        got = client.get("/reconcile", params={"queries": text})
        judge.expect(got.json() == posted.json(), f"GET and POST differ for {text[:80]}")


def check_refused(version: Specification, client: TestClient, example: Path, judge: Judge) -> None:
    """Check that an invalid batch is refused, as a whole or in each query."""
    answer = client.post("/reconcile", data={"queries": example.read_text(encoding="utf-8")})
    is_refused = answer.status_code == 400 or all(
        "error" in each for each in answer.json().values()
    )
    judge.expect(is_refused, f"{version.folder.name} {example.name} was answered")


def check_columns(version: Specification, client: TestClient, ids: list[str], judge: Judge) -> None:
    """Check every column that is proposed, for fact-checks and for an id that there is not."""
    proposed = client.get("/reconcile/properties", params={"type": "ClaimReview"}).json()
    judge.valid(version, "data-extension-property-proposal", proposed, "our columns")
    columns = [{"id": each["id"]} for each in proposed["properties"]]
    query = {"ids": [*ids, "10662041X"], "properties": columns}
    judge.valid(version, "data-extension-query", query, "our query")
    answer = client.post("/reconcile", data={"extend": json.dumps(query)}).json()
    judge.valid(version, "data-extension-response", answer, "our values")
    judge.expect(list(answer["rows"]) == query["ids"], "rows are missing")


if __name__ == "__main__":
    main()
