"""A store in which something returns, is contested, corrected, withdrawn and noted."""

import pytest

from factcheck.cli.app import run
from factcheck.store.store import open_store

FIRST = """\
claim,rating,publisher,country,url,reviewed_on,language,state,state_on,state_reason,harm_kind,harm_extent,harm_intent,peace_message_bs
The old bridge was closed for 12 years.,False,Bridge Watch,US,https://a.example/1,2021-03-04,en,,,,,,,
The old bridge was closed for 12 years.,True,Daily Check,GB,https://b.example/1,2021-05-09,en,,,,,,,
The old bridge was closed for 12 years.,Lažna vijest,Provjera,BA,https://c.example/1,2022-05-09,bs,,,,,,,
The old bridge was closed for 12 years.,False,Older Check,US,https://d.example/1,2021,en,,,,,,,
Hot water cures the flu.,False,Daily Check,GB,https://b.example/2,2021-06-01,en,corrected,2021-06-08,a number,,,,
Pijenje vrele vode liječi gripu.,Netačno,Provjera,BA,https://c.example/2,2021-06-02,bs,withdrawn,2021-07-02,,,,,
They all came to steal.,False,Provjera,BA,https://c.example/3,2021-06-03,bs,,,,hate_speech,many,,Oni su susjedi.
They eat our dogs.,False,Daily Check,GB,https://b.example/3,2021-06,en,,,,incitement,,known,
Grad je zabranio bicikle.,Izmijenjena fotografija,Provjera,BA,https://c.example/4,,hr,,,,,,,
"""  # noqa: E501
# The same file later: another rating.
LATER = FIRST.replace("2021-06-01,en,corrected", "2021-06-01,en,corrected").replace(
    "Hot water cures the flu.,False", "Hot water cures the flu.,Mostly false"
)


@pytest.fixture(scope="session")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trends")
    source, path = folder / "fact-checks.csv", folder / "claims.db"
    for text in (FIRST, LATER):
        source.write_text(text, encoding="utf-8")
        assert run(["ingest", str(source), "--db", str(path), "--words-only", "--quiet"]) == 0
    return path


@pytest.fixture
def store(db):
    with open_store(db) as opened:
        yield opened
