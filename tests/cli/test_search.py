import json

import pytest

ROWS = """\
claim,title,rating,publisher,url,reviewed_on,language,tags
Onions cure malaria.,No cure in the kitchen,False,Health Desk,https://health.example/1,2020-06-01,en,food;medicine
The old bridge cures boredom.,,True,Bridge Watch,https://bridge.example/1,2022-03-04,en,traffic
The new bridge was never closed.,,False,Bridge Watch,https://bridge.example/2,2021-03-04,en,traffic
Čaj od đumbira liječi gripu.,,Neistina,Provjera,https://provjera.example/1,2021-01-09,sh,zdravlje
A whale swims in the lake.,,False,Lake Post,https://lake.example/1,,en,
"""


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    from factcheck.cli.app import run

    folder = tmp_path_factory.mktemp("articles")
    rows, path = folder / "rows.csv", folder / "claims.db"
    rows.write_text(ROWS, encoding="utf-8")
    assert run(["ingest", str(rows), "--db", str(path), "--words-only", "--quiet"]) == 0
    return path


@pytest.fixture
def urls(factcheck, articles):
    """Run a command and give the addresses of the fact-checks that it lists."""

    def urls(*arguments):
        ended = factcheck(*arguments, "--format", "json", "--db", articles)
        assert ended.err == ""
        listed = [each["url"] for each in json.loads(ended.out)["fact_checks"]]
        assert ended.status == (0 if listed else 1)
        return [url.removeprefix("https://").replace(".example/", "") for url in listed]

    return urls


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("malaria", {"health1"}, id="claim"),
        pytest.param("KITCHEN", {"health1"}, id="title, without case"),
        pytest.param("caj lijeci", {"provjera1"}, id="without accents"),
        pytest.param("watch", {"bridge1", "bridge2"}, id="publisher"),
        pytest.param("lake.example", {"lake1"}, id="domain"),
        pytest.param("medicine", {"health1"}, id="tag"),
        pytest.param("bridge closed", {"bridge2"}, id="every word must occur"),
        pytest.param("closed watch traffic", {"bridge2"}, id="words in different fields"),
        pytest.param("mal*", {"health1"}, id="beginning of a word"),
        pytest.param("mal", set(), id="part of a word"),
        pytest.param('"old bridge"', {"bridge1"}, id="phrase"),
        pytest.param('"bridge old"', set(), id="phrase in another order"),
        pytest.param('"bridge watch"', {"bridge1", "bridge2"}, id="phrase in a publisher"),
        pytest.param("malaria OR bridge", set(), id="OR is a word"),
        pytest.param("NOT malaria", set(), id="NOT is a word"),
        pytest.param("NEAR(malaria onions)", set(), id="NEAR is a word"),
        pytest.param("claim:malaria", set(), id="no names of columns"),
        pytest.param('malaria"', {"health1"}, id="an unclosed quotation mark"),
        pytest.param('^malaria - + "" *', {"health1"}, id="signs"),
        pytest.param("malaria' ; DROP TABLE words", set(), id="SQL"),
    ],
)
def test_search_finds_words_wherever_they_stand(urls, words, found):
    assert set(urls("search", words)) == found


def test_several_arguments_are_several_words(urls):
    assert urls("search", "bridge", "closed") == ["bridge2"]


def test_results_are_sorted_by_rank_or_by_date(urls):
    assert urls("search", "bridge", "--sort", "date") == ["bridge1", "bridge2"]
    assert urls("search", "cure*")[0] == "health1"
    assert urls("search", "cure*", "--sort", "date") == ["bridge1", "health1"]


def test_list_gives_the_newest_first_and_those_without_a_date_last(urls):
    assert urls("list") == ["bridge1", "bridge2", "provjera1", "health1", "lake1"]
    assert urls("list", "--limit", "2") == ["bridge1", "bridge2"]


@pytest.mark.parametrize("command", [("list",), ("search", "bridge*")])
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param(["--publisher", "bridge.example"], ["bridge1", "bridge2"], id="publisher"),
        pytest.param(["--since", "2022"], ["bridge1"], id="date"),
        pytest.param(["--verdict", "true"], ["bridge1"], id="verdict"),
        pytest.param(["--harm", "any"], [], id="harm"),
    ],
)
def test_the_filters_are_those_of_a_look_up(urls, command, filters, found):
    assert urls(*command, *filters) == found


def test_close_languages_are_found_unless_told_otherwise(urls, factcheck, articles):
    exact = factcheck("list", "--lang", "bs", "--exact-lang", "--db", articles)

    assert urls("list", "--lang", "bs") == urls("search", "caj", "--lang", "hr") == ["provjera1"]
    assert exact.status == 2
    assert "--lang bs: no fact-check in this store is in that language" in exact.err


def test_the_table_has_a_line_for_each_fact_check(factcheck, articles):
    ended = factcheck("search", "bridge", "--sort", "date", "--limit", "1", "--db", articles)
    lines = ended.out.splitlines()

    assert lines[0] == '1 of 2 fact-checks with "bridge", newest first; --limit shows more'
    assert lines[1].endswith("  TRUE, 2022-03-04, Bridge Watch: The old bridge cures boredom.")
    assert len(lines) == 2


def test_nothing_found_says_with_which_words_and_filters(factcheck, articles):
    ended = factcheck("search", "zebra", "--lang", "en", "--db", articles)

    assert (ended.status, ended.err) == (1, "")
    assert ended.out == 'No fact-check with "zebra"\n  Filters  language en\n'


@pytest.mark.parametrize("words", ["!!!", "*", '""', "\x00", "\udcff"], ids=ascii)
def test_signs_alone_are_an_error(factcheck, articles, words):
    ended = factcheck("search", words, "--db", articles)

    assert ended == (2, "", "factcheck: there is no word to search for\n")


def test_an_undone_fact_check_is_in_no_list(factcheck, articles, tmp_path):
    path = tmp_path / "copy.db"
    path.write_bytes(articles.read_bytes())
    assert factcheck("undo", "1", "--db", path).status == 0

    assert factcheck("list", "--db", path).out == "No fact-check\n"
    assert factcheck("search", "bridge", "--db", path).status == 1
