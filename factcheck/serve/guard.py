"""What every request passes before any route: host, limits, headers of security, access log."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from factcheck.serve.errors import http_error, log_mistake
from factcheck.serve.settings import LOOPBACK_HOSTS, ServeSettings
from factcheck.text.sanitise import escaped_in_json

# A route may set its own: a page in another site's frame needs other rules.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_MOST_AT_ONCE = 512
# As nginx logs it: the sender closed the connection before the end of the request.
_NOBODY_WAITS = 499
_LOGGED = 200

ErrorResponse = Callable[[Request, HTTPException], Response]


@dataclass(slots=True)
class _Exchange:
    """One request and its response, as far as they have come."""

    began: float = field(default_factory=time.perf_counter)
    status: int = 0
    sent_bytes: int = 0


class Guard:
    """The outermost middleware."""

    def __init__(
        self, app: ASGIApp, settings: ServeSettings, error_response: ErrorResponse
    ) -> None:
        """Guard *app*; *error_response* writes what went wrong in the way of the route."""
        self._app = app
        self._settings = settings
        self._error_response = error_response
        self._hosts = {name.lower() for name in (*LOOPBACK_HOSTS, *settings.allowed_hosts)}
        self._at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that is within all limits."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange()
        guarded_send = _with_headers(send, exchange)
        self._at_once += 1
        try:
            async with asyncio.timeout(self._settings.request_seconds):
                self._refuse(scope)
                await self._app(scope, self._limited(receive), guarded_send)
        except ClientDisconnect:
            exchange.status = _NOBODY_WAITS
        except asyncio.CancelledError:
            # The service stops, and this has taken too long to be waited for.
            error = HTTPException(503, "the service is being stopped", {"Retry-After": "10"})
            await self._answer_error(error, exchange, Request(scope), guarded_send)
        except Exception as error:  # noqa: BLE001 - nothing may leave as a traceback
            await self._answer_error(error, exchange, Request(scope), guarded_send)
        finally:
            self._at_once -= 1
            self._log(scope, exchange)

    def _refuse(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if _host_name(headers.get("host", "")) not in self._hosts:
            raise HTTPException(
                421,
                "this service is not known by that name; start it with --allow-host NAME",
            )
        if self._at_once > _MOST_AT_ONCE:
            raise HTTPException(503, "too many requests at once", {"Retry-After": "1"})
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._settings.most_body_bytes:
            raise self._too_large()

    def _too_large(self) -> HTTPException:
        most = self._settings.most_body_bytes
        return HTTPException(413, f"the body is larger than {most:,} bytes", _CLOSE)

    def _limited(self, receive: Receive) -> Receive:
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._settings.most_body_bytes:
                raise self._too_large()
            return message

        return limited

    async def _answer_error(
        self, error: Exception, exchange: _Exchange, request: Request, send: Send
    ) -> None:
        answered = http_error(error)
        if answered.status_code == 500:
            log_mistake(error)
        if exchange.status:
            # Half of a response is out; the server cuts it, so that nobody takes it for whole.
            return
        response = self._error_response(request, answered)
        await response(request.scope, request.receive, send)

    def _log(self, scope: Scope, exchange: _Exchange) -> None:
        line: dict[str, object] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "from": (scope.get("client") or ("",))[0],
            "method": scope["method"],
            "path": scope["path"][:_LOGGED],
            "status": exchange.status,
            "bytes": exchange.sent_bytes,
            "ms": round(1000 * (time.perf_counter() - exchange.began), 1),
        }
        if self._settings.log_claims and (claims := scope.get("state", {}).get("claims")):
            line["claims"] = claims
        sys.stderr.write(escaped_in_json(json.dumps(line, ensure_ascii=False)) + "\n")
        sys.stderr.flush()


_CLOSE = {"Connection": "close"}


def _host_name(host: str) -> str:
    """Give the name in a Host header, without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and (port.isdecimal() or not port) else host).lower()


def _with_headers(send: Send, exchange: _Exchange) -> Callable[[Message], Awaitable[None]]:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            exchange.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        exchange.sent_bytes += len(message.get("body", b""))
        await send(message)

    return guarded
