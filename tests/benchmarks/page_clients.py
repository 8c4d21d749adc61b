"""Clients that open pages as a browser does, without one: what is left is what the server costs."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

PATIENCE_S = 120
SIZES = {"inner_width": 400, "inner_height": 210, "outer_width": 460, "outer_height": 260}
"""Of every figure; a browser tells them once before and once after it has laid the page out."""
_TOKEN, _STATUS = re.compile(r'"token":\s*"([^"]+)"'), re.compile(r'\["status","(\w+)"\]')


class PageClient:
    """Opens one page: gets it, opens its socket, pulls its document, tells sizes, waits until it says that it is ready.

    Parameters
    ----------
    address : str
        Of the page; its visitor comes in with `cookies`.
    cookies : str
        As the header says them.
    """

    def __init__(self, address: str, cookies: str = "") -> None:
        self._address, self._headers = address, {"Cookie": cookies, "Accept-Language": "en"}
        self._socket: WebSocketClientConnection | None = None

    async def read(self) -> str:
        """Get the page, open its socket and pull its document; return the page and the document as text."""
        client = AsyncHTTPClient(force_instance=True)
        page = await client.fetch(self._address, headers=self._headers, request_timeout=PATIENCE_S)
        text = page.body.decode()
        token = _TOKEN.search(text)
        assert token, "the server answered with another page"
        place = re.sub(r"^http(s?)://([^?]*?)/?(\?.*)?$", r"ws\1://\2/ws", self._address)
        request = HTTPRequest(place, headers=self._headers, connect_timeout=PATIENCE_S, request_timeout=PATIENCE_S)
        self._socket = await websocket_connect(request, subprotocols=["bokeh", token[1]], max_message_size=2**28)
        await self._until('"msgtype": "ACK"')
        await self._send("PULL-DOC-REQ", {})
        return text + await self._until('{"doc":')

    async def open(self) -> None:
        """Open the page; return when it is ready."""
        document = await self.read()
        figures = re.findall(r'"name":"Figure","id":"(\w+)"', document)
        [component] = re.findall(r'"name":"panel.models.esm.ReactiveESM","id":"(\w+)"', document)
        await self._tell_sizes(figures, dict.fromkeys(SIZES, 0))
        await self._event("document_ready", [])
        await self._event("data_event", [["model", {"id": component}], ["data", _map(hello=True)]])
        await self._tell_sizes(figures, SIZES)
        while _STATUS.findall(await self._until('["status",'))[-1] != "ready":
            pass

    def close(self) -> None:
        """Close the page."""
        if self._socket is not None:
            self._socket.close()

    async def _tell_sizes(self, figures: list[str], sizes: dict[str, int]) -> None:
        for figure in figures:
            change = {"kind": "ModelChanged", "model": {"id": figure}}
            await self._send("PATCH-DOC", {"events": [change | {"attr": at, "new": to} for at, to in sizes.items()]})

    async def _event(self, name: str, values: list[Any]) -> None:
        said = {"type": "event", "name": name, "values": {"type": "map", "entries": values}}
        event = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": said}
        await self._send("PATCH-DOC", {"events": [event]})

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        assert self._socket is not None
        for part in ({"msgid": uuid4().hex, "msgtype": kind}, {}, content):
            await self._socket.write_message(json.dumps(part))

    async def _until(self, words: str) -> str:
        """Return the next text that holds some words."""
        assert self._socket is not None
        while (said := await self._socket.read_message()) is not None:
            if isinstance(said, str) and words in said:
                return said
        raise ConnectionError("the server closed the socket")


def _map(**entries: Any) -> dict[str, Any]:
    return {"type": "map", "entries": [list(one) for one in entries.items()]}


async def all_open(address: str, number: int, cookies: str = "") -> tuple[list[PageClient], float]:
    """Open many pages of one address at once; return them, and after how many seconds the last one was ready."""
    loop = asyncio.get_running_loop()
    clients, begun = [PageClient(address, cookies) for _ in range(number)], loop.time()
    await asyncio.gather(*(client.open() for client in clients))
    return clients, loop.time() - begun


def processor_s(process: int) -> float:
    """Return how much processor time a process and those that it started have used, in seconds."""
    spent, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        number = int(path.parent.name)
        spent[number], parents[number] = sum(map(int, fields[11:15])) / 100, int(fields[1])
    return sum(time_s for number, time_s in spent.items() if _belongs(number, process, parents))


def _belongs(number: int, process: int, parents: dict[int, int]) -> bool:
    while number != process and number in parents:
        number = parents[number]
    return number == process
