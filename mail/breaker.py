"""Leaving alone a server that is down, so that not everybody waits for it.

It stands this low because everything above talks to some server; it knows no row and no setting.
"""

import threading
import time


class Breaker:
    """What one process knows of one server: after a failure it is left alone for a while, then one try finds out.

    Args:
        pause_seconds: how long; also how long the one who tries may take before the next one does.
    """

    def __init__(self, *, pause_seconds: float) -> None:
        self._pause_seconds = pause_seconds
        self._lock = threading.Lock()
        self._is_down = False
        self._left_alone_until = 0.0

    def may_try(self) -> bool:
        """Whether to ask the server now. Whoever is told so says `failed` or `worked` afterwards."""
        with self._lock:
            now = time.monotonic()
            if not self._is_down:
                return True
            if now < self._left_alone_until:
                return False
            self._left_alone_until = now + self._pause_seconds  # one finds out for all the others
            return True

    def doubted(self) -> None:
        """A line was silent, which may be the fault of that line: the next who asks finds out, at once."""
        with self._lock:
            if not self._is_down:
                self._is_down, self._left_alone_until = True, time.monotonic()

    def failed(self) -> None:
        with self._lock:
            self._is_down, self._left_alone_until = True, time.monotonic() + self._pause_seconds

    def worked(self) -> None:
        self._is_down = False
