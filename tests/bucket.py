"""A stand-in for an S3-compatible store, over real HTTP: it keeps what it is given, and refuses when a test says so."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Bucket:
    """Objects by their path.

    Args:
        refusal: the status of every answer from now on, such as 503; 0 while it works.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.refusal = 0
        self.asked = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        return f"s3://key:secret@bucket/site?endpoint=http://127.0.0.1:{self._server.server_port}&region=eu-west-1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(bucket: Bucket) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            bucket.asked += 1
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, status, content = self.path.partition("?")[0], 200, b""
            if bucket.refusal:
                status = bucket.refusal
            elif self.command == "PUT":
                bucket.kept[path] = body
            elif self.command == "DELETE":
                status = 204
                bucket.kept.pop(path, None)
            elif path in bucket.kept:
                content = bucket.kept[path]
            else:
                status = 404
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_PUT = do_DELETE = answer  # noqa: N815 - the names are http.server's

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
