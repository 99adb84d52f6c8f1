"""A small store behind the application, called without a network."""

from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from factcheck.cli.app import run
from factcheck.serve.application import create_app
from factcheck.serve.settings import ServeSettings

FACT_CHECKS = """\
claim,rating,publisher,url,reviewed_on,claimed_on,language,claimant,title,state
The old bridge was closed for 12 years.,False,Bridge Watch,https://bridge.example/closed,2021-03-04,2021-02,en,A mayor,The bridge was closed for two years,
The old bridge was closed for 12 years.,Mostly false,Daily Check,https://daily.example/bridge,2021-05-09,2021-05-01,en,,,
Boiled onions cure malaria within two days.,False,Health Desk,https://www.health.example/onions,2020-06-01,,en,,,
Kunywa maji ya moto kunatibu mafua.,Si kweli,Ukweli Kwanza,https://ukweli.example/maji,2020-05-02,,sw,,,
Pijenje vrele vode liječi gripu.,Lažna vijest,Provjera,https://provjera.example/voda,2021-01-09,,bs,,,
Grad je zabranio bicikle na mostu.,Netačno,Provjera,https://provjera.example/bicikli,2023-01-09,,bs,,,withdrawn
"""  # noqa: E501


@pytest.fixture(scope="session")
def served_store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    source = folder / "fact-checks.csv"
    source.write_text(FACT_CHECKS, encoding="utf-8")
    path = folder / "claims.db"
    assert run(["ingest", str(source), "--db", str(path), "--words-only", "--quiet"]) == 0
    return path


@pytest.fixture(scope="session")
def client(served_store):
    """The application over the small store, by words."""
    with _opened(ServeSettings(served_store)) as opened:
        yield opened


@pytest.fixture
def serve():
    """Open applications with settings of their own."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(_opened(settings))


def _opened(settings):
    return TestClient(create_app(settings), "http://localhost:8417")
