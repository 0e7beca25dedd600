"""Servers for the tests: one that misbehaves as it is told, and the real one of transformers with the embedded pair."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.resources import MODELS

USAGE = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}
Body = dict[str, Any]
Behaviour = Callable[["Handler", Body], None]


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the behaviour of its server."""

    server: "Server"

    def do_GET(self) -> None:
        self.json(200, {"data": self.server.listing})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            self.server.seen.append({**body, "path": self.path, "authorization": self.headers["authorization"]})
            self.server.running += 1
            self.server.most = max(self.server.most, self.server.running)
        try:
            self.server.behaviour(self, body)
        finally:
            with self.server.lock:
                self.server.running -= 1
            self.close_connection = True

    def json(self, status: int, content: object, **headers: str) -> None:
        self.raw(json.dumps(content).encode(), status, "application/json", **headers)

    def raw(self, data: bytes, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def stream(self, *chunks: object, end: bool = True) -> None:
        """Server-sent events in a chunked body; without `end` the connection drops in the middle of it."""
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            data = f"data: {chunk if isinstance(chunk, str) else json.dumps(chunk)}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        if end:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server on a free loopback port that answers as its behaviour says."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, behaviour: Behaviour, listing: list[Body] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour, self.listing = behaviour, listing or []
        self.seen: list[Body] = []
        """Bodies of the requests, with path and authorization."""
        self.lock = threading.Lock()
        self.running = self.most = 0
        """Requests being answered, and the most that were at one time."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is nothing to report."""


@contextmanager
def serving(behaviour: Behaviour, listing: list[Body] | None = None) -> Iterator[Server]:
    server = Server(behaviour, listing)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def piece(text: str | None = None, finish: str | None = None, **more: object) -> Body:
    """A chunk of a completion."""
    return {"object": "text_completion", "choices": [{"index": 0, "text": text, "finish_reason": finish}], **more}


def delta(finish: str | None = None, **said: str) -> Body:
    """A chunk of a chat completion."""
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": said, "finish_reason": finish}]}


def good(handler: Handler, body: Body) -> None:
    """A whole answer that names the model."""
    most = {"prompt_tokens": 7, "completion_tokens": min(2, body["max_tokens"])}
    if "messages" in body:
        handler.stream(
            delta(content=f"{body['model']} says 42"), delta("stop"), {"choices": [], "usage": most}, "[DONE]"
        )
    else:
        handler.stream(piece(f"{body['model']} says"), piece(" 42", "stop", usage=most), "[DONE]")


@contextmanager
def transformers_serve(folder: Path) -> Iterator[str]:
    """The API's address of `transformers serve` in a folder, where the pair is called ``base`` and ``tuned``."""
    shutil.copytree(MODELS / "mini", folder / "base")
    shutil.copytree(MODELS / "mini", folder / "tuned")
    shutil.copy(MODELS / "mini-terse" / "adapter_model.safetensors", folder / "tuned")
    # transformers applies an adapter that lies beside the weights it was made for.
    settings = json.loads((MODELS / "mini-terse" / "adapter_config.json").read_text("utf-8"))
    settings["base_model_name_or_path"] = "tuned"
    (folder / "tuned" / "adapter_config.json").write_text(json.dumps(settings), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = "from transformers.cli.transformers import main; main()"
    words = ["serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu", "--dtype", "float32"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", start, *words],
            cwd=folder,
            env={**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            deadline = time.monotonic() + 180
            while not _healthy(port):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
