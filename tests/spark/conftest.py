"""One Spark of each kind for all tests: here, and with workers that are processes of their own.

Each takes some seconds to start, and one process can have only one, so all tests of a kind stand
together and the second kind runs in a process of its own.
"""

import json
import sys
from pathlib import Path

import pytest
from cluster_claims import why_not

from factcheck.cli.app import run

FACT_CHECKS = """\
claim,rating,publisher,url,reviewed_on,language
The old bridge was closed for 12 years.,False,Bridge Watch,https://bridge.example/closed,2021-03-04,en
Boiled onions cure malaria within two days.,False,Health Desk,https://health.example/onions,2020-06-01,en
Kunywa maji ya moto kunatibu mafua.,Si kweli,Ukweli Kwanza,https://ukweli.example/maji,2020-05-02,sw
Pijenje vrele vode liječi gripu.,Lažna vijest,Provjera,https://provjera.example/voda,2021-01-09,bs
"""


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    cannot = why_not()
    for item in items:
        if cannot and here in item.path.parents and "spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason=f"Spark cannot run: {cannot}"))


@pytest.fixture(scope="session")
def spark():
    """Spark in this process, two workers at a time."""
    from factcheck.spark.session import spark_session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        with spark_session("local[2,4]") as session:
            session.conf.set("spark.sql.shuffle.partitions", "2")
            yield session


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    source = folder / "fact-checks.csv"
    source.write_text(FACT_CHECKS, encoding="utf-8")
    path = folder / "claims.db"
    assert run(["ingest", str(source), "--db", str(path), "--words-only", "--quiet"]) == 0
    return path


@pytest.fixture(scope="session")
def alone(store):
    """Answer a claim on this machine, without Spark, as one line of JSON."""
    from factcheck.formats.json_lines_writer import json_line
    from factcheck.lookup import Lookup, LookupOptions
    from factcheck.reports.answers_json import answer_object
    from factcheck.store.store import open_store

    note = ("compared by words only, as asked",)

    def answers(claim, **options):
        with open_store(store) as opened:
            lookup = Lookup(opened, None, LookupOptions(**options), note)
            return json_line(answer_object(lookup.answer(claim)))

    return answers


@pytest.fixture
def posts(tmp_path):
    """Write posts as JSON Lines, and say where."""

    def writes(texts, name="posts.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        lines = (json.dumps({"id": place, "text": text}) for place, text in enumerate(texts))
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return writes
