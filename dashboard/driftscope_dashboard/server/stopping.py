"""Ending a server that is asked to, however busy it is."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable

PATIENCE_S = 3.5
"""How long a server may take to end by itself."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def end_on_signal(stop: Callable[[], None], last: Callable[[], None], patience_s: float = PATIENCE_S) -> None:
    """Stop a server when the system or Ctrl-C asks for it; what does not end by itself is ended.

    Python runs a signal's handler between two steps of its main thread, which may be busy for long. The number of the
    signal is therefore also written into a socket, at which a thread of its own waits.

    Parameters
    ----------
    stop : callable
        Asks the server to stop; called by another thread.
    last : callable
        Done before the process ends, in time or not: ends other processes, for example.
    patience_s : float
        How long the server may take.
    """
    receiving, sending = socket.socketpair()
    sending.setblocking(False)
    for number in SIGNALS:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(sending.fileno(), warn_on_full_buffer=False)

    def wait() -> None:
        while (received := receiving.recv(1)) and received[0] not in SIGNALS:
            pass
        timer = threading.Timer(patience_s, lambda: os._exit(1))
        timer.daemon = True
        timer.start()
        try:
            last()
            stop()
        finally:
            _kept.clear()

    _kept.append((receiving, sending))
    threading.Thread(target=wait, daemon=True, name="waits for the signal to end").start()


_kept: list[tuple[socket.socket, socket.socket]] = []
