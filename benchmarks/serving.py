"""Measure `factcheck serve` beside the lookup that stands behind it.

    python benchmarks/serving.py [--db claims.db.example] [--requests 10000] [--only PART ...]

A real service is started on a free port of this machine, on a copy of the store, and ended again.

latency     One client asks claim after claim. What HTTP adds is the difference of the medians of
            the same claims, asked in turn over HTTP and of a `Lookup` in this process.
throughput  50 clients, each with one connection and the next request as soon as it has an answer,
            against `Lookup.answers` on the same claims in one process. All claims differ.
ingest      The same clients while another process takes in fact-checks and takes them back. Every
            answer must be from one moment: a pair of fact-checks is there wholly or not at all.
hostile     Requests of every kind of malice. Counted: tracebacks, answers that no such request
            may get, and bytes of markup in any body.
stop        SIGTERM while 50 clients ask: what was accepted is answered, and the process ends.
"""

import argparse
import asyncio
import itertools
import json
import multiprocessing
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote

from factcheck.ingest import IngestOptions, ingest
from factcheck.lookup import Lookup, LookupOptions
from factcheck.neural.encoder import default_encoder
from factcheck.store.store import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 50
LATENCY_CLAIMS = 300
HOSTILE = 2_000
_LISTENS = re.compile(r"at http://127\.0\.0\.1:(\d+)/")


@dataclass
class Service:
    """A running service.

    Attributes:
        log: What it wrote to standard error; complete when it has ended.
    """

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def resident_mb(self) -> float:
        """What it takes of memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def stop(self) -> float:
        """End it, and give the seconds that this took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(60)
        return time.monotonic() - began


@contextmanager
def service(db: Path, *options: str) -> Iterator[Service]:
    """Start a service on a copy of *db* that it may keep."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "factcheck", "serve", "--port", "0", "--db", db, *options],
                stderr=stream,
            )
        try:
            yield Service(process, _port(process, log), log)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    while process.poll() is None:
        if listens := _LISTENS.search(log.read_text("utf-8")):
            return int(listens[1])
        time.sleep(0.05)
    raise SystemExit(f"the service did not start: {log.read_text('utf-8')}")


class Connection:
    """A connection that is kept, and speaks as much HTTP/1.1 as is needed here."""

    def __init__(self, port: int) -> None:
        """Open at the first request."""
        self._port = port
        self._reader: asyncio.StreamReader | None = None

    async def get(self, target: str) -> tuple[int, bytes]:
        """Send a GET, and give status and body of the answer."""
        if self._reader is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head)[1])  # type: ignore[index]
        return int(head.split()[1]), await self._reader.readexactly(length)

    def close(self) -> None:
        """Close it."""
        if self._reader is not None:
            self._writer.close()


def target(claim: str) -> str:
    """Give what asks for *claim*."""
    return f"/api/lookup?claim={quote(claim)}"


def made_up_claims(db: Path, count: int) -> list[str]:
    """Make different claims out of halves of those in the store."""
    with open_store(db) as store:
        rows = store.connection.execute("SELECT claim FROM fact_checks ORDER BY id").fetchall()
    halves = [claim.split() for (claim,) in rows]
    chosen = random.Random(1)
    claims: dict[str, None] = {}
    while len(claims) < count:
        first, second = chosen.choice(halves), chosen.choice(halves)
        claims[" ".join([*first[: len(first) // 2 + 1], *second[len(second) // 2 :]])] = None
    return list(claims)


@dataclass
class Load:
    """What many clients met.

    Attributes:
        answered: Bodies by claim.
        errors: By what they were.
    """

    answered: dict[str, bytes] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


async def load(port: int, claims: Sequence[str]) -> Load:
    """Let 50 clients ask for *claims*."""
    met, waiting = Load(), iter(claims)

    async def client() -> None:
        connection = Connection(port)
        for claim in waiting:
            try:
                status, body = await connection.get(target(claim))
            except (OSError, asyncio.IncompleteReadError) as error:
                met.errors[type(error).__name__] += 1
                return
            if status == 200:
                met.answered[claim] = body
            else:
                met.errors[str(status)] += 1
        connection.close()

    began = time.monotonic()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    met.seconds = time.monotonic() - began
    return met


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured on which store.

    Attributes:
        words_only: Without the networks, HTTP weighs most.
    """

    db: Path
    requests: int
    words_only: bool

    def service(self) -> AbstractContextManager[Service]:
        """Start a service."""
        return service(self.db, *(["--words-only"] if self.words_only else []))

    def lookup(self, store: Store) -> Lookup:
        """Open the lookup that stands behind the service, in this process."""
        encoder = None if self.words_only else default_encoder(print)
        return Lookup(store, encoder, LookupOptions(remembered=512))


def measure_latency(wanted: Wanted) -> None:
    """Print what HTTP adds to one answer."""
    claims = made_up_claims(wanted.db, LATENCY_CLAIMS + 20)
    http, direct = [], []

    async def ask(port: int, lookup: Lookup) -> None:
        connection = Connection(port)
        for claim in claims[:20]:
            await connection.get(target(claim))
            list(lookup.answers([claim]))
        for claim in claims[20:]:
            began = time.perf_counter()
            await connection.get(target(claim))
            between = time.perf_counter()
            list(lookup.answers([claim]))
            http.append(between - began)
            direct.append(time.perf_counter() - between)

    with wanted.service() as running, open_store(wanted.db) as store:
        asyncio.run(ask(running.port, wanted.lookup(store)))
    over_http, alone = (1000 * statistics.median(times) for times in (http, direct))
    added = 1000 * statistics.median(a - b for a, b in zip(http, direct, strict=True))
    print(
        f"latency: {over_http:.1f} ms over HTTP, {alone:.1f} ms without, median of "
        f"{len(http)} claims; HTTP adds {added:.1f} ms (wanted: 3)"
    )


def measure_throughput(wanted: Wanted) -> None:
    """Print requests a second, errors and memory, beside the lookup without HTTP."""
    claims = made_up_claims(wanted.db, 200 + wanted.requests)
    warming, claims = claims[:200], claims[200:]
    tenth = -(-len(claims) // 10)
    memory: list[float] = []
    errors: Counter[str] = Counter()
    answered, served, alone = 0, 0.0, 0.0
    with wanted.service() as running, open_store(wanted.db) as store:
        lookup = wanted.lookup(store)
        list(lookup.answers(warming))
        asyncio.run(load(running.port, warming))
        # In turn, because other work on the machine comes and goes.
        for start in range(0, len(claims), tenth):
            part = claims[start : start + tenth]
            met = asyncio.run(load(running.port, part))
            began = time.monotonic()
            list(lookup.answers(part))
            alone += time.monotonic() - began
            served += met.seconds
            answered += len(met.answered)
            errors += met.errors
            memory.append(running.resident_mb)
    print(
        f"throughput: {answered / served:.0f} a second with {CLIENTS} clients, "
        f"{len(claims) / alone:.0f} by Lookup.answers: {alone / served:.2f} times (wanted: 0.8); "
        f"errors in {len(claims):,} requests: {dict(errors) or 0} (wanted: 0)"
    )
    print("memory, MB, at each tenth: " + " ".join(f"{each:.0f}" for each in memory))


PAIR = "The lighthouse of the old harbour was painted green by night."
RATINGS = ("False", "True")


def _write_in_turn(db: Path, folder: Path, stop: Event) -> None:
    """Change the ratings of a pair of fact-checks, both in one transaction, again and again."""
    file = folder / "pair.csv"
    for number in itertools.count():
        rating = RATINGS[number % 2]
        rows = "".join(f"{PAIR},{rating},Pair {n},https://pair-{n}.example/\n" for n in (1, 2))
        file.write_text(f"claim,rating,publisher,url\n{rows}", "utf-8")
        with open_store(db, mode="write") as store:
            ingest(file, store, None, IngestOptions(), on_problem=print)
        if number and stop.is_set():
            return


def measure_beside_ingest(wanted: Wanted) -> None:
    """Print errors, and answers that are of two moments, while another process writes."""
    requests = min(wanted.requests, 2_000)
    claims = [
        claim
        for number, other in enumerate(made_up_claims(wanted.db, requests // 2))
        for claim in (other, PAIR + " " * number)
    ]
    stop = multiprocessing.Event()
    with tempfile.TemporaryDirectory() as folder:
        writer = multiprocessing.Process(
            target=_write_in_turn, args=(wanted.db, Path(folder), stop)
        )
        writer.start()
        with wanted.service() as running:
            met = asyncio.run(load(running.port, claims))
        stop.set()
        writer.join()
    with open_store(wanted.db) as store:
        [(runs,)] = store.connection.execute("SELECT count(*) FROM ingest_runs")
    seen: Counter[tuple[str, ...]] = Counter()
    for claim, body in met.answered.items():
        if claim.startswith(PAIR):
            matches = json.loads(body)["matches"]
            seen[tuple(each["rating"] for each in matches if each["claim"] == PAIR)] += 1
    mixed = sum(count for ratings, count in seen.items() if len(set(ratings)) > 1)
    print(
        f"ingest: {len(met.answered):,} answers beside {runs} runs of another process: "
        f"{dict(met.errors) or 0} errors, {mixed} of two moments (wanted: 0 and 0); the pair was "
        f"seen as {dict(seen)}"
    )


SCRIPT = "<script>alert(1)</script>"
_FIELDS = {
    "/api/lookup": ("claim", "lang", "publisher", "since", "verdict", "limit", "x"),
    "/api/cite": ("id", "style", "in", "accessed"),
    "/v1alpha1/claims:search": ("query", "languageCode", "pageToken", "fields", "callback", "key"),
    "/reconcile": ("queries", "extend", "callback"),
    "/reconcile/suggest/entity": ("prefix", "cursor"),
    "/reconcile/preview": ("id", "lang"),
    "/": ("q", "lang", "publisher", "since", "verdict", "ui"),
    "/list": ("claims", "column", "ui"),
    "/fact-checks/x/citation": ("style", "in", "as"),
    "/review": ("by", "id", "text", "seal", "ui"),
    "/$discovery/rest": ("version",),
}
_POSTED = ("/list", "/review", "/review/sign-in", "/reconcile")
_PAYLOADS = (
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "'\"--><svg/onload=alert(1)>",
    "{{7*7}}",
    "x\r\nSet-Cookie: a=b",
    "\0",
    "\u202e\u2066",
    "%s%n",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "\ud7ff" * 50,
    "a" * 30_000,
)
_PATHS = (
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/style.css/../../etc/passwd",
    "/api/fact-checks/..%2f..%2f..%2fetc%2fpasswd",
    "/api/fact-checks/%00",
    "//evil.example/",
    "/%5c..%5c..%5cetc",
    "/api//lookup?claim=x",
    "/static/%252e%252e/etc/passwd",
    "/\\evil.example",
    "http://evil.example/",
    "/api/fact-checks/" + "%3Cscript%3E",
    "/healthz/../api/cite",
    "/;/etc/passwd",
    "/" + "a" * 60_000,
    "*",
    "/%ff%fe",
)
_HOSTS = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "evil.example:8417",
    "[::1].evil.example",
    "",
    "localhost, evil.example",
    "LOCALHOST\tevil",
    "127.0.0.1#evil.example",
    "xn--lcalhost-n1a",
)
_MALFORMED = (
    b"\r\n\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"G\0T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00",
    b"POST /api/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /api/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n",
    b"POST /api/lookup HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
)
_JSON = b"Content-Type: application/json\r\n"
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


def hostile_requests() -> Iterator[tuple[str, bytes]]:
    """Yield kinds of malice and what is sent, without end; slow ones are cut in two by a mark."""
    chosen = random.Random(2)
    while True:
        path = chosen.choice(list(_FIELDS))
        payload = quote(chosen.choice(_PAYLOADS).encode("utf-8", "replace"), safe="")
        yield "script", _get(f"{path}?{chosen.choice(_FIELDS[path])}={payload}")
        form = f"{chosen.choice(['claims', 'q', 'token', 'by', 'text', 'queries'])}={payload}"
        yield "form", _post(chosen.choice(_POSTED), form.encode(), _FORM)
        host = chosen.choice(_HOSTS)
        yield "host", f"GET {path}?claim=x&query=x HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        yield "path", _get(chosen.choice(_PATHS))
        yield "malformed", chosen.choice(_MALFORMED)
        yield "malformed", chosen.randbytes(chosen.randrange(1, 2_000)) + b"\r\n\r\n"
        yield (
            "oversized",
            chosen.choice(
                (
                    _post("/api/lookup", b"", b"Content-Length: 99999999999\r\n" + _JSON),
                    _post("/api/lookup", b'{"claim": "' + b"x" * 2_500_000 + b'"}'),
                    _post("/api/lookup", b'{"claims": [' + b'"x",' * 5_000 + b'"x"]}'),
                    _post("/api/lookup", b"[" * 200_000),
                    _get("/", "X: " + "y" * 100_000 + "\r\n"),
                    _get("/", "X: y\r\n" * 5_000),
                )
            ),
        )
        yield (
            "slow",
            chosen.choice(
                (
                    b"GET / HTTP/1.1\r\nHost: loc|",
                    b"GET /api/look|",
                    _post("/api/lookup", b'{"claim": "x', b"Content-Length: 500\r\n" + _JSON)
                    + b"|",
                )
            ),
        )
        yield (
            "headers",
            _get(
                "/api/lookup?claim=x",
                chosen.choice(
                    (
                        'If-None-Match: "a", W/"b", <script>\r\n',
                        "Origin: https://evil.example\r\n",
                        "X-Forwarded-Host: evil.example\r\n",
                        "X-Forwarded-For: <script>\r\n",
                        "Range: bytes=0-1,5-9\r\n",
                        "Cookie: " + "a=b; " * 500 + "\r\n",
                        "Expect: 100-continue\r\n",
                    )
                ),
            ),
        )


def _get(target_: str, headers: str = "") -> bytes:
    return f"GET {target_} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()


def _post(path: str, body: bytes, headers: bytes = _JSON) -> bytes:
    if b"Content-Length" not in headers:
        headers += b"Content-Length: %d\r\n" % len(body)
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n".encode() + headers + b"\r\n" + body


async def _send(port: int, request: bytes) -> bytes:
    """Send a request, in two parts where it is marked, and give what comes within a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    response = b""
    try:
        first, mark, _ = request.partition(b"|") if request.endswith(b"|") else (request, b"", b"")
        writer.write(first)
        await writer.drain()
        seconds = 0.1 if mark else 1.0
        async with asyncio.timeout(seconds):
            while part := await reader.read(65_536):
                response += part
                if (head := response.partition(b"\r\n\r\n"))[1]:
                    length = re.search(rb"(?i)content-length: (\d+)", head[0])
                    if length and len(head[2]) >= int(length[1]):
                        break
    except (OSError, TimeoutError):
        pass
    finally:
        writer.close()
    return response


def ways_in(kind: str, response: bytes) -> str:
    """Say what is wrong with a response to malice; empty if nothing is."""
    head, _, body = response.partition(b"\r\n\r\n")
    status = int(head.split()[1]) if head else 0
    if status >= 500 and status != 503:
        return f"status {status}"
    if b"root:" in body or re.search(rb"(?im)^set-cookie|^location: *(https?:)?//", head):
        return "a way in"
    if kind == "host" and status not in (0, 400, 421):
        return f"a wrong host got {status}"
    # A citation to copy or to download is text, and no browser may take it for a page.
    is_text = re.search(rb"(?im)^content-type: *text/plain|^content-disposition: *attachment", head)
    if is_text and b"x-content-type-options: nosniff" in head:
        return ""
    # Data in which nothing is markup, because all of it up to the end of the element has no "<".
    body = re.sub(rb'<script type="application/ld\+json">[^<]*</script>', b"", body)
    # Templates write tags of their own; none has these.
    if re.search(rb"<script|<img|<svg|onerror=[^&]*>|onload=[^&]*>", body):
        return "markup"
    return ""


def _take_in_scripts(db: Path) -> list[str]:
    """Take in fact-checks with a script in every field, and give what shows them."""
    fields = ("claim", "rating", "publisher", "title", "summary", "claimant", "tags", "record_id")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scripts.jsonl"
        rows = [
            {name: f"{payload} {name} that people share" for name in fields}
            | {"url": f"https://evil.example/{number}?{quote(payload)}", "appearances": payload}
            for number, payload in enumerate((SCRIPT, *_PAYLOADS[1:3]))
        ]
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        with open_store(db, mode="write") as store:
            ingest(file, store, None, IngestOptions(), on_problem=print)
            found = store.connection.execute(
                "SELECT id, claim FROM fact_checks ORDER BY number DESC LIMIT ?", (len(rows),)
            ).fetchall()
    shown = []
    for public_id, claim in found:
        styles = ("plain", "html", "markdown", "bibtex", "claimreview", "csl-json", "reply")
        shown += [f"/api/cite?id={public_id}&style={style}" for style in styles]
        shown += [f"/fact-checks/{public_id}/citation?style={style}" for style in styles]
        shown += [f"/fact-checks/{public_id}", f"/api/fact-checks/{public_id}"]
        shown += [f"/reconcile/preview?id={public_id}", f"/?q={quote(claim)}", target(claim)]
        shown += [f"/v1alpha1/claims:search?query={quote(claim)}"]
    return shown


def measure_hostile(wanted: Wanted) -> None:
    """Print what hostile requests brought about."""
    shown = _take_in_scripts(wanted.db)
    sent: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    stored = (("stored", _get(each)) for each in shown)
    requests = itertools.islice(itertools.chain(stored, hostile_requests()), HOSTILE)

    async def attack(port: int) -> None:
        async def attacker() -> None:
            for kind, request in requests:
                response = await _send(port, request)
                sent[kind] += 1
                if problem := ways_in(kind, response):
                    wrong[f"{problem}: {request[:200]!r}"] += 1

        await asyncio.gather(*(attacker() for _ in range(20)))
        status, _body = await Connection(port).get("/healthz")
        sent["healthy afterwards"] = int(status == 200)

    with wanted.service() as running:
        asyncio.run(attack(running.port))
        running.stop()
        log = running.log.read_text("utf-8", "replace")
    tracebacks = log.count("Traceback") + log.count("a mistake of factcheck")
    raw = len(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f]", log))
    print(
        f"hostile: {dict(sent)}; wrong: {dict(wrong) or 0}, {tracebacks} tracebacks, {raw} control "
        "characters in the log (wanted: 0)"
    )


def measure_stop(wanted: Wanted) -> None:
    """Print what became of requests when the service was told to stop."""
    claims = made_up_claims(wanted.db, 2_000)

    async def ask_and_stop(running: Service) -> tuple[Load, float]:
        asked = asyncio.create_task(load(running.port, claims))
        while b"/api/lookup" not in running.log.read_bytes():
            await asyncio.sleep(0.1)
        await asyncio.sleep(1)
        seconds = await asyncio.to_thread(running.stop)
        return await asked, seconds

    with wanted.service() as running:
        met, seconds = asyncio.run(ask_and_stop(running))
        lines = running.log.read_text("utf-8").splitlines()
        began = [json.loads(line) for line in lines if line.startswith("{")]
    answered = sum(line["status"] == 200 for line in began)
    print(
        f"stop: {len(began)} requests had begun, {answered} were answered, {len(met.answered)} "
        f"answers arrived (wanted: the same); end after {seconds:.1f} s (wanted: 5) with status "
        f"{running.process.returncode}; then the clients met {dict(met.errors)}"
    )


PARTS: dict[str, Callable[[Wanted], None]] = {
    "latency": measure_latency,
    "throughput": measure_throughput,
    "ingest": measure_beside_ingest,
    "hostile": measure_hostile,
    "stop": measure_stop,
}


def main() -> None:
    """Measure the chosen parts."""
    # As the command does it before numpy is loaded, whose threads would spin beside the service.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--db", type=Path, default=ROOT / "claims.db.example")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--words-only", action="store_true", help="without the networks")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for part in arguments.only:
            copy = Path(shutil.copy(arguments.db, Path(folder) / f"{part}.db"))
            PARTS[part](Wanted(copy, arguments.requests, arguments.words_only))


if __name__ == "__main__":
    main()
