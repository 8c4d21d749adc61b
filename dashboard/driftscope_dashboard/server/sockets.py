"""The token with which a page opens its socket, looked at before anything is done with it."""

from __future__ import annotations

import time

from bokeh.util.token import check_token_signature, get_session_id, get_token_payload
from tornado.httputil import HTTPServerRequest

PROTOCOL = "bokeh"
LONGEST = 64_000


def is_own_socket(request: HTTPServerRequest, key: bytes) -> bool:
    """Return whether a socket is opened with a token that a page of this server was given.

    Parameters
    ----------
    request : HTTPServerRequest
        What asks for a socket; from anyone.
    key : bytes
        With which this server signs.
    """
    protocol, _, token = request.headers.get("Sec-WebSocket-Protocol", "").partition(",")
    token = token.strip()
    if protocol.strip() != PROTOCOL or not 0 < len(token) <= LONGEST:
        return False
    try:
        is_signed = check_token_signature(token, key, signed=True)
        return bool(is_signed and get_session_id(token) and get_token_payload(token)["session_expiry"] > time.time())
    except Exception:  # what reading a forged token trips over can be anything
        return False
