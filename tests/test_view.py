"""Showing a report: what the loopback server answers, and to whom."""

import http.client
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.errors import InputError
from bench.view import Server, can_open

REPORT = "<!doctype html>検算"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "report.html").write_text(REPORT, "utf-8")
    (tmp_path / "run.json").write_text("{}", "utf-8")
    with Server(tmp_path / "report.html") as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def ask(server: Server, path: str, host: str | None = None, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host if host is not None else f"127.0.0.1:{server.server_port}")
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode("utf-8")
    connection.close()
    return found


def test_the_report_is_served_under_the_address_that_is_printed(server: Server) -> None:
    assert server.url == f"http://127.0.0.1:{server.server_port}{server.path}"
    assert server.server_address[0] == "127.0.0.1"
    status, headers, text = ask(server, server.path)
    assert (status, text) == (200, REPORT)
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    status, headers, text = ask(server, server.path, method="HEAD")
    assert (status, text) == (200, "")
    assert headers["Content-Length"] == str(len(REPORT.encode()))


@pytest.mark.parametrize("host", ["localhost", "localhost:9", "127.0.0.1:9", "[::1]:9", "[::1]"])
def test_a_tunnel_may_use_another_port(server: Server, host: str) -> None:
    assert ask(server, server.path, host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:80", "10.0.0.1", ""])
def test_a_name_that_was_bound_to_this_machine_gets_nothing(server: Server, host: str) -> None:
    status, _, text = ask(server, server.path, host)
    assert status == 421
    assert REPORT not in text


def test_nothing_but_the_report_is_served(server: Server) -> None:
    folder = server.path.rsplit("/", 1)[0]
    other = ("/", "/report.html", folder, f"{folder}/run.json", f"{server.path}/../run.json", "/../run.json", "/%C3%A9")
    for path in other:
        assert ask(server, path)[0] == 404
    assert ask(server, server.path, method="POST")[0] == 501


def test_a_report_that_was_made_again_is_shown_and_one_that_is_gone_is_said_to_be(server: Server) -> None:
    server.file.write_text("new", "utf-8")
    assert ask(server, server.path)[2] == "new"
    server.file.unlink()
    assert ask(server, server.path)[0] == 404


def test_every_server_has_a_path_of_its_own(server: Server, tmp_path: Path) -> None:
    with Server(tmp_path / "report.html") as other:
        assert other.path != server.path


def test_a_port_that_is_taken_is_said(server: Server) -> None:
    with pytest.raises(InputError, match=f"--port {server.server_port}: cannot listen there"):
        Server(server.file, server.server_port)


def test_a_browser_needs_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(webbrowser, "get", lambda: object())
    assert not can_open()
    monkeypatch.setenv("DISPLAY", ":0")
    assert can_open()

    def none() -> None:
        raise webbrowser.Error("none")

    monkeypatch.setattr(webbrowser, "get", none)
    assert not can_open()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_report_that_leads_elsewhere_is_not_served(server: Server, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("sesame", "utf-8")
    server.file.unlink()
    server.file.symlink_to(secret)
    status, _, text = ask(server, server.path)
    assert status == 404
    assert "sesame" not in text
    server.file.unlink()
    os.mkfifo(server.file)
    assert ask(server, server.path)[0] == 404
    server.file.unlink()
    server.file.mkdir()
    assert ask(server, server.path)[0] == 404


def test_what_is_said_of_a_request_holds_no_markup_of_it(server: Server) -> None:
    path = "/<script>alert(1)</script>"
    for method in ("GET", "BREW<img>"):
        status, headers, text = ask(server, path, method=method)
        assert status in (400, 404, 501)
        assert "<script" not in text and "<img" not in text
        assert "Server" not in headers or "Python" not in headers["Server"]
    connection = socket.create_connection(("127.0.0.1", server.server_port), timeout=10)
    connection.sendall(f"GET {server.path}\r\n\r\n".encode())  # HTTP/0.9, which names no host
    assert REPORT.encode() not in connection.makefile("rb").read()
    connection.close()
