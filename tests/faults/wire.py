"""A wire between the site and one of its servers, which can be cut, can fall silent, and can forget its calls."""

import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

RESET = struct.pack("ii", 1, 0)  # SO_LINGER of nought: whoever is at the other end reads "connection reset"


class Wire:
    """It listens on `port` and leads to another port of this machine.

    Args:
        to: the port that it leads to.
    """

    def __init__(self, to: int) -> None:
        self._to = to
        self._is_silent = threading.Event()
        self._calls: list[_Call] = []
        self._lock = threading.Lock()
        self._listening: socket.socket | None = None
        self.port = 0
        self._listen()

    def cut(self) -> None:
        """From now on calls are refused, and those that stand are reset."""
        if self._listening is not None:
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            self._listening.close()
            self._listening = None
        self.reset()

    def reset(self) -> None:
        """Reset the calls that stand, once; new ones go through."""
        for call in self._take_calls():
            call.reset()

    def hush(self) -> None:
        """From now on calls are taken and nothing arrives any more, in either direction."""
        self._is_silent.set()
        for call in list(self._calls):
            call.is_dead.set()

    def mend(self) -> None:
        """Let new calls through. Those that fell silent stay silent for ever, as after a firewall forgot them."""
        self._is_silent.clear()
        if self._listening is None:
            self._listen()

    def forget(self) -> None:
        """Reset the calls that fell silent: whoever waits at their ends learns it now."""
        with self._lock:
            silent = [call for call in self._calls if call.is_dead.is_set()]
            self._calls = [call for call in self._calls if not call.is_dead.is_set()]
        for call in silent:
            call.reset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.cut()

    def _listen(self) -> None:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        listening.listen(128)
        self._listening, self.port = listening, listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _address = listening.accept()
            except OSError:
                return
            call = _Call(near)
            with self._lock:
                self._calls.append(call)
            if self._is_silent.is_set():
                call.is_dead.set()
            else:
                call.connect(self._to)

    def _take_calls(self) -> list["_Call"]:
        with self._lock:
            calls, self._calls = self._calls, []
        return calls


class _Call:
    """One connection through the wire."""

    def __init__(self, near: socket.socket) -> None:
        self.is_dead = threading.Event()  # nothing arrives any more, and nobody is told
        self._near = near
        self._far: socket.socket | None = None

    def connect(self, port: int) -> None:
        try:
            self._far = socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError:
            self.reset()
            return
        self._far.settimeout(None)
        for one, other in ((self._near, self._far), (self._far, self._near)):
            threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while content := one.recv(65_536):
                if self.is_dead.is_set():
                    return
                other.sendall(content)
        if not self.is_dead.is_set():
            for end in (one, other):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        for end in (self._near, self._far):
            if end is not None:
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    end.shutdown(socket.SHUT_RD)  # wakes the thread that reads
                    end.close()
