"""Showing a run's report: in the browser of this machine, or over loopback where there is none.

The server is for a machine without a screen, reached through an SSH tunnel. It listens on 127.0.0.1 alone, answers only
under a secret path that it prints, and only requests that name a loopback host, so that neither another user of the
machine nor a web page that has its name resolve to 127.0.0.1 (DNS rebinding) can read a report.
"""

import os
import secrets
import stat
import sys
import webbrowser
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.errors import InputError

_HOSTS = {"127.0.0.1", "localhost", "[::1]"}


def can_open() -> bool:
    """Whether a browser with a window can be expected here."""
    if sys.platform.startswith("linux") and not any(
        os.environ.get(v) for v in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


class Server(ThreadingHTTPServer):
    """Serves one file on loopback.

    Parameters
    ----------
    file : the report; read anew at each request, and never through a link, which may lead out of its folder.
    port : 0 takes a free one.

    Raises
    ------
    InputError
        The port cannot be had.
    """

    daemon_threads = True

    def __init__(self, file: Path, port: int = 0) -> None:
        self.file = file
        self.path = f"/{secrets.token_urlsafe(16)}/{file.name}"
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise InputError(f"cannot listen there: {error.strerror}; choose another port", f"--port {port}") from error

    @property
    def url(self) -> str:
        """Where the report is."""
        return f"http://127.0.0.1:{self.server_port}{self.path}"


def _content(file: Path) -> bytes:
    """The bytes of a plain file; OSError where it is anything else."""
    opened = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(opened, "rb") as f:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError("no plain file")
        return f.read()


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD of the one file; everything else is refused."""

    server: Server
    server_version = "kenzan"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer(with_content=True)

    def do_HEAD(self) -> None:
        self._answer(with_content=False)

    def _answer(self, *, with_content: bool) -> None:
        host = self.headers.get("Host", "")
        if host.rsplit(":", 1)[0] not in _HOSTS and host not in _HOSTS:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "Not the name of a loopback host")
            return
        if not secrets.compare_digest(self.path.encode(), self.server.path.encode()):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        try:
            content = _content(self.server.file)
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND, "The report is gone")
            return
        self.send_response(HTTPStatus.OK)
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(content)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if with_content:
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the terminal shows the address alone."""
