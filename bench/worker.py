"""A process that works for this one and can be ended at any moment: the far end (`serve`) and the near one (`Worker`).

It is a fresh interpreter that is told the function by name. `multiprocessing` would run the script that called us once
more in it, which only scripts with ``if __name__ == "__main__"`` survive; a notebook or a user's script need not know
that there are processes. Both ends send pickles, each after its length: functions by name, records and texts. The far
end's standard output is the channel, what is printed there goes to standard error.
"""

import contextlib
import math
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Literal

from bench.limits import MEMORY, Exceeded, Limit

START = 300.0
"""Seconds that a process may take to start and to import what it works with."""
_BYTES = 8
"""Of a message's length."""
Answer = tuple[Literal["made"], list[Any]] | tuple[Literal["limit"], Limit] | tuple[Literal["raised"], BaseException]


class Worker:
    """The process, as it is seen from here. One thread at a time asks it."""

    def __init__(self) -> None:
        paths = (path or str(Path.cwd()) for path in sys.path)
        self._process = subprocess.Popen(
            # -P: no module of the directory that it is started in
            [sys.executable, "-P", "-c", "from bench.worker import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # an interrupt of the terminal is for us, and we end it
        )
        self._known: set[Callable[..., Any]] = set()

    def ask(self, work: Callable[[list[Any]], list[Any]], batch: list[Any], seconds: int, wait: float) -> list[Any]:
        """What `work` makes of a batch.

        Parameters
        ----------
        work : a function of a module.
        seconds : of a processor, after which the process is ended, where the system does that.
        wait : seconds by the clock, after which it is ended in any case.

        Raises
        ------
        Exceeded
            Too long, or too much memory; the process is of no use any more. Else what `work` raises.
        """
        if work not in self._known:
            self._exchange((work, None, 0), START)
            self._known.add(work)
        kind, found = self._exchange((work, batch, seconds), wait)
        if kind == "made":
            return list(found)
        if kind == "limit":
            self.end()
            raise Exceeded(found)
        raise found

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):  # what it did not read any more
                    stream.close()

    def _exchange(self, message: Any, wait: float) -> Any:
        """Send a message and wait for the answer."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(wait, stop)
        timer.daemon = True
        timer.start()
        try:
            assert self._process.stdin and self._process.stdout
            _send(self._process.stdin, pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
            answer = _received(self._process.stdout)
        except (OSError, ValueError):  # it does not read any more, or was ended beside us
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self._process.wait()
            used_up = self._process.returncode == -getattr(signal, "SIGXCPU", 0) != 0
            self.end()
            raise Exceeded("seconds" if late.is_set() or used_up else "memory")
        return pickle.loads(answer)


def _send(sink: IO[bytes], data: bytes) -> None:
    sink.write(len(data).to_bytes(_BYTES, "little"))
    sink.write(data)
    sink.flush()


def _received(source: IO[bytes]) -> bytes | None:
    """The next message; None where there is none, or a part of one."""
    head = source.read(_BYTES)
    length = int.from_bytes(head, "little")
    data = source.read(length) if len(head) == _BYTES else b""
    return data if data and len(data) == length else None


# ---------------------------------------------------------------- the far end


def serve() -> None:
    """Answer until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink, source = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    messages: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    # A thread of its own, so that the end of the other process is noticed in the middle of the work.
    threading.Thread(target=_read, args=(source, messages), daemon=True).start()
    while True:
        answer = _answer(messages.get())
        try:
            data = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            data = pickle.dumps(("limit", "memory"))
        _send(sink, data)


def _read(source: IO[bytes], messages: "queue.SimpleQueue[bytes | None]") -> None:
    try:
        while (message := _received(source)) is not None:
            messages.put(message)
    except MemoryError:
        messages.put(None)
        return
    os._exit(1)


def _answer(message: bytes | None) -> Answer:
    try:
        if message is None:
            return "limit", "memory"
        work, batch, seconds = pickle.loads(message)
        if batch is None:
            _hold_memory()
            return "made", []
        _hold_time(seconds)
        return "made", work(batch)
    except MemoryError:
        return "limit", "memory"
    except RecursionError:
        return "limit", "depth"
    except Exception as error:
        return "raised", _portable(error)


def _portable(error: Exception) -> Exception:
    """The error with where it was raised, as something that can be sent."""
    told = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(told)
    return error


def _hold_time(seconds: int) -> None:
    """Let this process compute so many seconds more before the system ends it (SIGXCPU), where it can be told so."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, hard))
    except (ImportError, OSError, ValueError):
        return


def _hold_memory() -> None:
    """Let this process take `MEMORY` more than it has, where the system can be told so and tells."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    except (ImportError, OSError, ValueError):
        return
