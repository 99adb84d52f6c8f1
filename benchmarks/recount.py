"""Count every number of `factcheck trends` again, from the rows that it lists and the store alone.

    python benchmarks/recount.py [--db STORE] [--rows 50000] [--words-only]

Without a store it makes one of so many fact-checks, with claims that return, corrections, notes
on harm and a log, and takes the example store too. Nothing of `factcheck` is used to count: only
SQL, and what JSON and CSV of the report list. A figure is right if its rows are those that the
store has for it, if it is their number, and if median and share follow from them. Which claims
are one is taken from the report; what follows from it is counted again.
"""

import argparse
import csv
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
_SEED = 20_260_101
_CLOSE = ({"bs", "hr", "sr", "cnr", "sh", "me"}, {"id", "ms"})
_WORDS = [
    f"{one}{two}{three}"
    for one in ("ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu", "da", "fe")
    for two in ("ban", "ker", "los", "mit", "nul", "rad", "sel", "tin", "vor", "zum")
    for three in ("a", "eks", "ond", "ist", "um")
]
_PEOPLE = {"true": "true", "mostly_true": "true"} | dict.fromkeys(
    ("misleading", "mostly_false", "false"), "false"
)
Days = dict[str, int | None]


class Recount:
    """Compares the figures of one report with what is counted again."""

    def __init__(self, db: Path, by: str, *arguments: str) -> None:
        """Have the report written as JSON and as CSV, and read the store."""
        command = [sys.executable, "-m", "factcheck", "trends", "--db", str(db), "--by", by]
        written = [
            subprocess.run(
                [*command, *arguments, "--format", each], check=True, capture_output=True, text=True
            ).stdout
            for each in ("json", "csv")
        ]
        self.by, self.checked, self.wrong = by, 0, 0
        self.report = json.loads(written[0])
        self.lines = list(csv.DictReader(written[1].splitlines()))
        self.tables = {
            table["name"]: table for each in self.report["sections"] for table in each["tables"]
        }
        self.rows = {row["id"]: row for row in _select(db, _FACT_CHECKS)}
        log = db.with_name(db.name + ".log.db")
        self.asked = {str(row["id"]): row for row in _select(log, "SELECT * FROM queries")}
        self.changed = {row["id"]: row for row in _select(db, _CHANGED)}

    def expect(self, what: str, found: object, counted: object) -> None:
        """Count one comparison, and print it if the two differ."""
        self.checked += 1
        if found != counted:
            self.wrong += 1
            print(f"  WRONG: {what}: report {str(found)[:120]}, counted {str(counted)[:120]}")

    def run(self) -> None:
        """Count everything."""
        for name, groups in self.expected():
            figures = {tuple(each["key"]): each for each in self.tables[name]["figures"]}
            self.expect(f"{name}: keys", set(figures), {key for key in groups if groups[key]})
            for key, days in groups.items():
                if days:
                    self.compare(f"{name} {key}", figures.get(key, {}), days)
        self.expect("tables", set(self.tables), {name for name, _ in self.expected()})
        self.compare_csv()
        self.compare_unanswered()

    def compare(self, what: str, figure: dict, rows: Days) -> None:
        """Compare one figure with the rows that the store has for it."""
        self.expect(f"{what}: rows", sorted(figure.get("rows", ())), sorted(rows))
        self.expect(f"{what}: count", figure.get("count"), len(rows))
        known = [days for days in rows.values() if days is not None]
        if "days" in figure:
            listed = dict(zip(figure["rows"], figure["days"], strict=True))
            self.expect(f"{what}: days", listed, rows)
            self.expect(f"{what}: median", figure["median_days"], median(known) if known else None)

    def compare_csv(self) -> None:
        """Compare the lines of CSV, counted, with the figures of JSON."""
        counted = Counter((each["table"], each["key"], each["second_key"]) for each in self.lines)
        for name, table in self.tables.items():
            for figure in table["figures"]:
                keys = [_unguarded(each) for each in (*figure["key"], "", "")][:2]
                self.expect(f"csv {name} {keys}", counted[name, *keys], figure["count"])

    def compare_unanswered(self) -> None:
        """Compare the groups without a match with the texts of the log."""
        for group in self.report["unanswered"]:
            rows = [self.asked[row] for row in group["rows"]]
            days = sorted(row["day"] for row in rows if row["day"])
            what = f"unanswered {group['number']}"
            self.expect(f"{what}: count", group["count"], len(set(group["rows"])))
            self.expect(f"{what}: match", [r for r in rows if r["decision"] == "match"], [])
            self.expect(f"{what}: first", group["first_day"], days[0] if days else "")
            self.expect(f"{what}: last", group["last_day"], days[-1] if days else "")
            self.expect(f"{what}: texts", set(group["examples"]) <= {r["text"] for r in rows}, True)
            self.expect(
                f"{what}: languages", set(group["languages"]), {r["language"] for r in rows}
            )
        sizes = [group["count"] for group in self.report["unanswered"]]
        self.expect("unanswered: order", sizes, sorted(sizes, reverse=True))

    def expected(self) -> Iterator[tuple[str, dict[tuple[str, ...], Days]]]:
        """Yield for every table the rows of its figures, with their days."""
        yield from self.expected_of_fact_checks()
        yield from self.expected_of_claims()
        yield from self.expected_of_harm()
        yield from self.expected_of_log()

    def expected_of_fact_checks(self) -> Iterator[tuple[str, dict[tuple[str, ...], Days]]]:
        """Yield what is published and revised."""
        values = {
            "language": lambda row: [row["language"]],
            "country": lambda row: [row["publisher_country"]],
            "publisher": lambda row: [row["publisher"]],
            "verdict": lambda row: [row["verdict"]],
            "media_flag": lambda row: json.loads(row["media_flags"]),
        }
        yield "fact_checks", _grouped(self.rows, lambda _: [()])
        period = self.period_of
        yield (
            "fact_checks_by_period",
            _grouped(self.rows, lambda row: [(period(row["reviewed_on"]),)]),
        )
        for name, of in values.items():
            yield (
                f"fact_checks_by_{name}",
                _grouped(self.rows, lambda row, of=of: [(each,) for each in of(row)]),
            )
            yield (
                f"fact_checks_by_period_and_{name}",
                _grouped(
                    self.rows,
                    lambda row, of=of: [(period(row["reviewed_on"]), each) for each in of(row)],
                ),
            )
        states: dict[tuple[str, ...], Days] = defaultdict(dict)
        for id, row in self.rows.items():
            by_maintainer = row["state_reason"].startswith("by a maintainer, not by its publisher")
            aside = row["state"] == "withdrawn" and by_maintainer
            if row["state"] != "current":
                days = _days(row["reviewed_on"], row["state_on"])
                states["set_aside" if aside else row["state"],][id] = days
        yield "fact_checks_by_state", states
        changed = {
            id: _days(row["first"][:10], row["next"][:10]) for id, row in self.changed.items()
        }
        yield "changed_ratings", {(): changed}

    def expected_of_claims(self) -> Iterator[tuple[str, dict[tuple[str, ...], Days]]]:
        """Yield what returns and is contested, by the groups that the report names."""
        figures = self.tables["claims_checked_most"]["figures"]
        groups = [sorted(each["rows"], key=self.age) for each in figures]
        grouped = {id for group in groups for id in group}
        across = [group[0] for group in groups if len({self.close(id) for id in group}) > 1]
        alone = [id for id in self.rows if id not in grouped]
        yield "claims", {(): dict.fromkeys([*alone, *(group[0] for group in groups)])}
        yield "claims_checked_again", {(): dict.fromkeys(group[0] for group in groups)}
        yield "claims_checked_again_across_languages", {(): dict.fromkeys(across)}
        yield "claims_checked_most", {(group[0],): dict.fromkeys(group) for group in groups}
        repeats: Days = {}
        kinds: dict[tuple[str, ...], Days] = defaultdict(dict)
        waits: dict[tuple[str, ...], Days] = defaultdict(dict)
        for group in groups:
            for id in group:
                before = [each for each in group if self.is_before(each, id)]
                if not before:
                    continue
                latest = max(before, key=self.age)
                days = _days(self.rows[latest]["reviewed_on"], self.rows[id]["reviewed_on"])
                is_close = self.close(id) in {self.close(each) for each in before}
                repeats[id] = days
                kinds["close" if is_close else "other",][id] = days
                waits[_wait(days),][id] = days
        yield "repeats", {(): repeats}
        yield "repeats_by_language", kinds
        yield "repeats_by_wait", waits
        yield "contested", dict(self.contested(groups))

    def contested(self, groups: list[list[str]]) -> Iterator[tuple[tuple[str, ...], Days]]:
        """Yield the groups in which verdicts in force contradict each other."""
        for group in groups:
            in_force = [
                id
                for id in group
                if self.rows[id]["state"] in ("current", "corrected")
                and not self.is_superseded(id, group)
            ]
            sides = {_PEOPLE.get(self.rows[id]["verdict"]) for id in in_force}
            if {"true", "false"} <= sides:
                listed = [
                    id
                    for id in in_force
                    if self.rows[id]["verdict"] == "mixed" or _PEOPLE.get(self.rows[id]["verdict"])
                ]
                first = self.rows[listed[0]]["reviewed_on"]
                yield (
                    (group[0],),
                    {id: _days(first, self.rows[id]["reviewed_on"]) for id in listed},
                )

    def is_superseded(self, id: str, group: list[str]) -> bool:
        """Whether the newest later ruling of its publisher on the claim is another one."""
        own = self.rows[id]
        later = [
            row
            for row in (self.rows[each] for each in group)
            if row["verdict"] != "unrated"
            and row["publisher"].casefold() == own["publisher"].casefold()
            and row["publisher_domain"] == own["publisher_domain"]
            and own["reviewed_on"]
            and row["reviewed_on"]
            and _first(row["reviewed_on"])
            > max(_last(day) for day in (own["reviewed_on"], own["modified_on"]) if day)
        ]
        if not later:
            return False
        newest = max(later, key=lambda row: row["reviewed_on"])
        side = _PEOPLE.get(newest["verdict"], newest["verdict"])
        return side != _PEOPLE.get(own["verdict"], own["verdict"])

    def expected_of_harm(self) -> Iterator[tuple[str, dict[tuple[str, ...], Days]]]:
        """Yield what is noted on harm."""
        notes = {id: json.loads(row["harm"]) for id, row in self.rows.items() if row["harm"]}
        factors = ("context", "speaker", "intent", "content_and_form", "extent", "likelihood")
        messages = {code for note in notes.values() for code, _ in note["peace_messages"]}
        missed = {
            id: ({self.rows[id]["language"], *messages} - {"und"})
            - {code for code, _ in note["peace_messages"]}
            for id, note in notes.items()
        }
        yield "harm_notes", {(): dict.fromkeys(notes)}
        yield "harm_by_kind", _grouped(notes, lambda note: [(note["kind"],)])
        yield "harm_by_factor", _grouped(notes, lambda note: [(f,) for f in factors if note[f]])
        noted = {id: self.rows[id] for id in notes}
        period = self.period_of
        yield "harm_by_period", _grouped(noted, lambda row: [(period(row["reviewed_on"]),)])
        without = [id for id, note in notes.items() if not note["peace_messages"]]
        yield "harm_without_message", {(): dict.fromkeys(without)}
        by_language: dict[tuple[str, ...], Days] = defaultdict(dict)
        for id, codes in missed.items():
            for code in codes:
                by_language[code,][id] = None
        yield "harm_without_message_by_language", by_language
        yield (
            "languages_without_message",
            {(id,): dict.fromkeys(codes) for id, codes in missed.items()},
        )

    def expected_of_log(self) -> Iterator[tuple[str, dict[tuple[str, ...], Days]]]:
        """Yield what was asked."""
        yield "asked", _grouped(self.asked, lambda _: [()])
        yield "asked_by_period", _grouped(self.asked, lambda row: [(self.period_of(row["day"]),)])
        for name in ("language", "channel", "decision"):
            yield f"asked_by_{name}", _grouped(self.asked, lambda row, name=name: [(row[name],)])
        answered = {
            id: row
            for id, row in self.asked.items()
            if row["decision"] == "match" and row["fact_check"] in self.rows
        }
        yield "answered_most", _grouped(answered, lambda row: [(row["fact_check"],)])
        back = {
            id: row
            for id, row in answered.items()
            if _a_year_passed(self.rows[row["fact_check"]]["reviewed_on"], row["day"])
        }
        yield "came_back", _grouped(back, lambda row: [(row["fact_check"],)])

    def period_of(self, day: str) -> str:
        """Return the period, or the date as it is where it is less precise."""
        try:
            known = date.fromisoformat(day) if len(day) == 10 else None
        except ValueError:
            known = None
        if self.by == "week" and known:
            year, week, _ = known.isocalendar()
            return f"{year:04}-W{week:02}"
        if self.by == "month" and len(day) >= 7:
            return day[:7]
        if self.by == "quarter" and len(day) >= 7:
            return f"{day[:4]}-Q{(int(day[5:7]) - 1) // 3 + 1}"
        return day

    def age(self, id: str) -> tuple[bool, str, str]:
        """Sort the oldest first, those without a date last."""
        day = self.rows[id]["reviewed_on"]
        return (not day, _last(day) if day else "", id)

    def is_before(self, one: str, other: str) -> bool:
        """Whether one fact-check is certainly of an earlier day."""
        here, there = self.rows[one]["reviewed_on"], self.rows[other]["reviewed_on"]
        return bool(here and there) and _last(here) < _first(there)

    def close(self, id: str) -> str:
        """Return one name for a language and those that are close to it."""
        language = self.rows[id]["language"]
        return next((min(group) for group in _CLOSE if language in group), language)


_FACT_CHECKS = "SELECT * FROM current_fact_checks"
_CHANGED = """SELECT f.id, one.recorded_at AS first, min(r.recorded_at) AS next
FROM revisions r JOIN fact_checks f ON f.number = r.fact_check
JOIN revisions one ON one.fact_check = r.fact_check AND one.number = 1
WHERE r.number > 1 AND f.state <> 'undone' AND json_extract(r.changes, '$.rating[0]') <> ''
AND json_extract(r.changes, '$.rating[1]') <> '' GROUP BY f.id"""


def _select(db: Path, sql: str) -> list[dict]:
    if not db.exists():
        return []
    with closing(sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _grouped(rows: dict, keys_of) -> dict[tuple[str, ...], Days]:  # noqa: ANN001 - any function
    found: dict[tuple[str, ...], Days] = defaultdict(dict)
    for id, row in rows.items():
        for key in keys_of(row):
            found[key][id] = None
    return found


def _days(earlier: str, later: str) -> int | None:
    try:
        return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
    except ValueError:
        return None


def _wait(days: int | None) -> str:
    if days is None:
        return "unknown"
    return "week" if days < 8 else "month" if days < 32 else "year" if days < 367 else "later"


def _first(day: str) -> str:
    return day + "-01-01"[len(day) - 4 :]


def _last(day: str) -> str:
    return day + "-12-31"[len(day) - 4 :]


def _a_year_passed(reviewed: str, asked: str) -> bool:
    if not reviewed or not asked:
        return False
    start, end = _last(reviewed), _first(asked)
    return (int(end[:4]) - 1, end[5:]) >= (int(start[:4]), start[5:])


def _unguarded(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def make_store(folder: Path, rows: int) -> Path:
    """Make a store of *rows* fact-checks in which everything happens, and its log."""
    dice = random.Random(_SEED)
    source, db = folder / "fact-checks.csv", folder / "claims.db"
    claims = [" ".join(dice.choices(_WORDS, k=9)) for _ in range(rows * 9 // 10)]
    made = [_made_up(dice, number, claims) for number in range(rows)]
    for changes in (0, rows // 200):
        for row in made[:changes]:
            row["rating"] = "Mostly false"
        with source.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(made[0]))
            writer.writeheader()
            writer.writerows(made)
        _factcheck("ingest", source, "--db", db, "--words-only", "--quiet")
    tips = folder / "tips.csv"
    with tips.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(("claim", "date", "channel"))
        known = [row["claim"] for row in made[: rows // 50]]
        for _ in range(rows // 100):
            unknown = " ".join(dice.choices(_WORDS[:40], k=6))
            text = dice.choice(known) if dice.random() < 0.5 else unknown
            copies = 1 + (dice.random() < 0.3)
            for _ in range(copies):
                lines.writerow((text, _day(dice, 2020), dice.choice(("viber", "page", "mail"))))
    _factcheck("lookup", "--file", tips, "--db", db, "--words-only", "-q", "--log", "--log-text")
    return db


def _made_up(dice: random.Random, number: int, claims: list[str]) -> dict[str, str]:
    state = dice.choices(("", "corrected", "withdrawn", "expired"), (95, 3, 1, 1))[0]
    harm = dice.choices(("", "hate_speech", "incitement", "threat"), (96, 2, 1, 1))[0]
    publisher = dice.randrange(40)
    return {
        "claim": dice.choice(claims),
        "rating": dice.choice(("False", "True", "Misleading", "Altered photo", "Half true", "?")),
        "publisher": f"Checks {publisher}",
        "country": ("BA", "ID", "KE", "US", "")[publisher % 5],
        "url": f"https://checks{publisher}.example/{number}",
        "reviewed_on": _day(dice, 2016),
        "language": dice.choice(("bs", "hr", "sr", "en", "id", "sw")),
        "state": state,
        "state_on": _day(dice, 2022) if state else "",
        "harm_kind": harm,
        "harm_extent": "many" if harm and dice.random() < 0.5 else "",
        "harm_intent": "known" if harm and dice.random() < 0.5 else "",
        "peace_message_bs": "Mir." if harm and dice.random() < 0.5 else "",
        "peace_message_sw": "Amani." if harm and dice.random() < 0.3 else "",
    }


def _day(dice: random.Random, year: int) -> str:
    day = date(year, 1, 1) + timedelta(days=dice.randrange(2_000))
    precision = dice.choices((10, 7, 4, 0), (90, 4, 3, 3))[0]
    return day.isoformat()[:precision]


def _factcheck(*arguments: object) -> None:
    command = [sys.executable, "-m", "factcheck", *map(str, arguments)]
    # 0 and 1 say whether something was found.
    if subprocess.run(command, check=False).returncode > 1:
        sys.exit(f"failed: {' '.join(command)}")


def main() -> None:
    """Recount the report of each store, and fail if a number differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", type=Path, help="this store, and its log, instead of made ones")
    parser.add_argument("--rows", type=int, default=50_000, help="of the store that is made")
    parser.add_argument("--words-only", action="store_true", help="group claims by words")
    arguments = parser.parse_args()
    words = ["--words-only"] if arguments.words_only else []
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        if arguments.db:
            stores = [(arguments.db, words)]
        else:
            example = Path(name, "example.db")
            example.write_bytes((ROOT / "claims.db.example").read_bytes())
            stores = [(example, words), (make_store(Path(name), arguments.rows), ["--words-only"])]
        for db, options in stores:
            for by in ("month", "week", "quarter"):
                recount = Recount(db, by, *options)
                recount.run()
                wrong += recount.wrong
                print(
                    f"{db.name}, {len(recount.rows):,} fact-checks, {len(recount.asked):,} asked, "
                    f"by {by}: {recount.checked:,} compared, {recount.wrong} wrong"
                )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
