"""The settings of a service."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder
    from factcheck.store.query_log import QueryLog

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """What is served, to whom, and within which limits.

    Attributes:
        store: The file with the fact-checks; it may be replaced while it is served.
        encoder: Compares meaning; None, and words have to do.
        notes: Added to every answer, such as why there is no encoder.
        allowed_hosts: Names, without port, by which the service may be called besides those of
            loopback; a page that gives its own name to this machine's address is refused.
        write_token: What a request must present that writes; empty, and nothing can be written.
        log_claims: Whether the access log names what was looked up.
        query_log: Takes what is asked; None, and nothing does.
        most_claims: In one request.
        most_waiting: Requests that may wait for an answer; the next are told to come back.
        most_body_bytes: Of one request.
        request_seconds: For one request, from its first line to the answer.
    """

    store: Path
    encoder: "Encoder | None" = None
    notes: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    write_token: str = ""
    log_claims: bool = False
    query_log: "QueryLog | None" = None
    most_claims: int = 1_000
    most_waiting: int = 256
    most_body_bytes: int = 2_000_000
    request_seconds: float = 60.0
