"""Know who may write: a token, then a cookie, and in every form what another site cannot know."""

import hmac
import secrets
from hashlib import sha256

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from factcheck.serve.writing import is_token

_COOKIE = "factcheck_session"


def has_writers(request: Request) -> bool:
    """Whether the service was started for writing."""
    return bool(_token(request))


def is_signed_in(request: Request) -> bool:
    """Whether the sender showed the token before."""
    return bool(_session(request))


def sign_in(request: Request, token: str, response: Response) -> None:
    """Let *response* say who the sender is from now on, if *token* is right.

    Raises:
        HTTPException: 403; it is not.
    """
    if not is_token(request, token.strip()):
        raise HTTPException(403, "this is not the token that the service was started with")
    session = secrets.token_hex(16)
    response.set_cookie(
        _COOKIE,
        f"{session}.{_seal(request, 'session', session)}",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def form_seal(request: Request) -> str:
    """Give what a form of ours must send back: no page of another site can know it."""
    return _seal(request, "form", _session(request))


def require_writer(request: Request, seal: str) -> None:
    """Refuse what was not sent from a form of ours by somebody who is signed in.

    Raises:
        HTTPException: 403.
    """
    is_ours = hmac.compare_digest(seal.encode(), form_seal(request).encode())
    if not is_signed_in(request) or not is_ours:
        raise HTTPException(403, "sign in first, and send the form of this page")


def _session(request: Request) -> str:
    """Return the session of the sender's cookie, empty if there is none of ours."""
    session, _, seal = request.cookies.get(_COOKIE, "").partition(".")
    expected = _seal(request, "session", session)
    is_ours = bool(_token(request)) and hmac.compare_digest(seal.encode(), expected.encode())
    return session if is_ours else ""


def _seal(request: Request, purpose: str, session: str) -> str:
    return hmac.new(_token(request).encode(), f"{purpose}:{session}".encode(), sha256).hexdigest()


def _token(request: Request) -> str:
    token: str = request.app.state.settings.write_token
    return token
