"""Hostile fact-checks, and how to export them and read them back."""

import io

from hypothesis import strategies as st

from factcheck.formats.claim_review_feed import claim_review_feed
from factcheck.formats.csv_writer import table
from factcheck.formats.input_files import open_input
from factcheck.formats.json_lines_writer import json_lines
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.formats.round_trip import read_back
from factcheck.model import (
    Axis,
    FactCheck,
    HarmKind,
    HarmNote,
    MappedBy,
    MediaFlag,
    Publisher,
    RatingReading,
    RecordProblem,
    State,
    Verdict,
)
from factcheck.ratings.rating_reader import RatingReader
from factcheck.text.normalise import clean

FORMATS = {"claimreview": claim_review_feed, "jsonl": json_lines, "csv": table}
NAMES = {"claimreview": "feed.json", "jsonl": "lines.jsonl", "csv": "table.csv"}
DAY = "2021-03-04"
# "undone" belongs to the history of one store and is not exported.
EXPORTED_STATES = tuple(state for state in State if state is not State.UNDONE)


def full_fact_check():
    """Return a fact-check with a value in every field."""
    return FactCheck(
        claim='=HYPERLINK("https://bad.example") said the mayor, "we never did"',
        publisher=Publisher("Most | Bridge, Watch", "most.example", "BA"),
        review_url="https://most.example/a?b=1#c",
        title="-1 bridges",
        summary="It is <b>not</b> &amp; never was; see [1, 2].",
        rating="'=Netačno | False",
        rating_language="bs",
        reading=RatingReading(
            Verdict.MISLEADING,
            MappedBy.PUBLISHER_TABLE,
            Axis.PROMISE,
            (MediaFlag.ALTERED, MediaFlag.SYNTHETIC),
        ),
        reviewed_on="2021-03",
        modified_on="2021-04-01",
        claimant="@mayor",
        claimed_on="2021",
        appearances=("https://post.example/1", "http://post.example/2,3"),
        archive_urls=("https://web.archive.org/web/2021/https://most.example/a",),
        pictures=(f"pdq:{'0f' * 32}/90/=photo, 1.jpg",),
        language="sr-Cyrl",
        script="Cyrl",
        tags=("+bridges", "[1]", "a | b", "none"),
        record_id="007",
        state=State.CORRECTED,
        state_reason="@the number was wrong",
        state_on="2021-04-01",
        harm=HarmNote(
            HarmKind.INCITEMENT,
            group="=those over there",
            context="before a vote",
            speaker="an officer",
            intent="unknown",
            content_and_form="a direct call",
            extent="40,000 views",
            likelihood="high",
            peace_messages=(("bs", "Svi smo komšije."), ("en", "+We are neighbours.")),
            noted_by="the desk",
            noted_on="2021-04",
        ),
    )


_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"))
_TRAPS = st.sampled_from(
    [
        *("=1+1", "'=1", "''-x", "＝1", "<b>x</b>", "&lt;b&gt;", '"', '","', " | ", "[]", '["x"]'),
        *("none", "null", "{", "\\", "\\u202e", "-", "NaN", "1e999", "sep=;", "Žena", "ženа"),
        *("\N{WOMAN}\u200d\N{GIRL}", "می\u200cشود", "a\u0308", "👍🏽", "\U0001f1e7\U0001f1e6"),
    ]
)


def _cleaned(text):
    return clean(clean(text))


TEXTS = st.lists(_TRAPS | st.text(_LETTERS, max_size=12), max_size=4).map("".join).map(_cleaned)
DATES = st.sampled_from(["", "1999", "2021-02", "2030-12-31"])
CODES = st.sampled_from(["", "und", "bs", "sr-Cyrl", "zh-Hant-TW"])
PATHS = st.text("abcčć%2F?=&,;#'+-:@ј", max_size=12)
URLS = PATHS.map(lambda path: f"https://pub.example/{path}")
HARMS = st.builds(
    HarmNote,
    kind=st.sampled_from(HarmKind),
    group=TEXTS,
    context=TEXTS,
    speaker=TEXTS,
    peace_messages=st.lists(st.tuples(CODES, TEXTS), max_size=3).map(tuple),
    noted_by=TEXTS,
    noted_on=DATES,
)
FACT_CHECKS = st.builds(
    FactCheck,
    claim=TEXTS.filter(bool),
    publisher=st.builds(
        Publisher,
        TEXTS.filter(bool),
        st.sampled_from(["", "pub.example", "žurnal.example", "::1"]),
        st.sampled_from(["", "BA"]),
    ),
    review_url=st.just("") | URLS,
    title=TEXTS,
    summary=TEXTS,
    rating=TEXTS,
    rating_language=CODES,
    reading=st.builds(
        RatingReading,
        st.sampled_from(Verdict),
        st.sampled_from(MappedBy),
        st.sampled_from(Axis),
        st.lists(st.sampled_from(MediaFlag), unique=True).map(tuple),
    ),
    reviewed_on=DATES,
    modified_on=DATES,
    claimant=TEXTS,
    claimed_on=DATES,
    appearances=st.lists(URLS, max_size=3, unique=True).map(tuple),
    archive_urls=st.lists(URLS, max_size=2, unique=True).map(tuple),
    language=CODES.filter(bool),
    script=st.sampled_from(["", "Latn", "Cyrl"]),
    tags=st.lists(TEXTS.filter(bool), max_size=3, unique=True).map(tuple),
    record_id=TEXTS,
    state=st.sampled_from(EXPORTED_STATES),
    state_reason=TEXTS,
    state_on=DATES,
    harm=st.none() | HARMS,
)


def written(format, fact_checks):
    return "".join(FORMATS[format](fact_checks, DAY))


def read(format, text):
    """Read a text of ours as an ingest would; a record that is not ours is None."""
    stream = io.BytesIO(text.encode())
    with open_input(stream, NAMES[format]) as source:
        return [
            record if isinstance(record, RecordProblem) else read_back(record, RatingReader())
            for record in read_records(source, ReadOptions())
        ]
