"""A model that a server holds: any that speaks OpenAI's API (vLLM, SGLang, llama.cpp, Ollama, TGI, transformers).

Base and adapters are models of the server, told apart by name. Formats whose whole text is known here (alpaca, raw) go
to ``completions``, the chat format as a message to ``chat/completions``: the template is the server's. Several requests
are in flight at once, so that the server can batch them. A request that fails is tried again with growing pauses, then
yielded as a `Failure`. The key, where a server wants one, is read from the environment (``OPENAI_API_KEY``), and
nothing writes it down.

What a server's weights are cannot be known from outside. The identity is what the server says about a model: its name,
and of the listing ``root``, ``parent`` and ``meta`` (path, base, shape) and the server's kind; not its address, nor
``created``, which some servers set anew at each start. A server that serves other weights under the same name and root
is not told apart: give such a run a directory of its own.
"""

import asyncio
import hashlib
import importlib.metadata
import json
import os
import queue
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import openai
from anyio.from_thread import start_blocking_portal

from bench.engines.base import Setup, Tick
from bench.engines.openai_stream import Answer, Trouble, ask, trouble_of, words_of
from bench.errors import InputError
from bench.records import Failure, Generation, Request
from bench.redaction import redacted

KEY = "OPENAI_API_KEY"
"""Environment variable of the key."""
IN_FLIGHT = 16
"""Requests at once; a server that batches more is given more with ``--batch-size``."""
TRIES = 4
PAUSE = 2.0
"""Seconds before the second try; doubled for each further one."""
SILENCE = 600.0
"""Seconds without a word after which a server counts as gone: requests may wait there for their turn."""
CONNECT = 10.0
"""Seconds to reach the server."""
_TELLING = ("root", "parent", "meta", "owned_by")
"""Fields of the model listing that say what a model is."""
_NEUTRAL: dict[str, dict[str, Any]] = {
    "vllm": {"top_k": -1, "min_p": 0.0, "repetition_penalty": 1.0, "skip_special_tokens": False},
    "sglang": {"top_k": -1, "min_p": 0.0, "repetition_penalty": 1.0, "skip_special_tokens": False},
    "llamacpp": {"top_k": 0, "min_p": 0.0, "repeat_penalty": 1.0},
}
"""Kind of server -> what it would otherwise take from the model's files or from defaults of its own."""
_SEED = 0x7FFFFFFF
"""What of a seed is sent: some servers take 32 bits."""


class OpenAIEngine:
    """Base and adapters behind one address.

    Parameters
    ----------
    model : name that the server knows the base by.
    adapters : key, as requests name it -> name that the server knows the adapter by.
    base_url : address of the API, e.g. ``http://localhost:8000/v1``.
    in_flight : requests at once.
    pause : seconds before the second try.
    silence : seconds without a word after which a server counts as gone.

    Raises
    ------
    InputError
        Not an address, no server there, a key that it refuses, or one name for two arms.
    """

    name = "openai"

    def __init__(
        self,
        model: str,
        adapters: Mapping[str, str] | None = None,
        *,
        base_url: str,
        in_flight: int = IN_FLIGHT,
        pause: float = PAUSE,
        silence: float = SILENCE,
    ) -> None:
        self.model, self.adapters = model, dict(adapters or {})
        if len({model, *self.adapters.values()}) <= len(self.adapters):
            raise InputError("base and adapters need names of their own on the server", f"-m {model}")
        self.base_url = _address(base_url)
        self.in_flight, self.pause, self.silence = in_flight, pause, silence
        self._listing = self._listed()

    @classmethod
    def open(cls, setup: Setup) -> "OpenAIEngine":
        """Reach the server; refuse what only it could decide."""
        if not setup.base_url:
            raise InputError("give the server's address, e.g. --base-url http://localhost:8000/v1", "--engine openai")
        for given, option in (
            (setup.strengths, "--strength"),
            (setup.load_in_4bit, "--load-in-4bit"),
            (setup.weights != "auto", "--weights"),
            (setup.device, "--device"),
            (setup.verify != "sampled", "--verify"),
            (setup.allow_noop, "--allow-noop"),
            (setup.allow_pickle, "--allow-pickle"),
            (setup.trust_remote_code, "--trust-remote-code"),
        ):
            if given:
                raise InputError("a server decides this itself; leave it out, or use --engine auto", option)
        return cls(
            setup.model,
            setup.adapters,
            base_url=setup.base_url,
            in_flight=setup.batch_size or IN_FLIGHT,
            pause=PAUSE,
            silence=SILENCE,
        )

    @property
    def versions(self) -> dict[str, str]:
        """The client's version; what the server runs is not to be known."""
        return {"openai": importlib.metadata.version("openai")}

    @property
    def context(self) -> int | None:
        """Unknown: tokens are counted by the server. It refuses a request that is too long, with its reason."""
        return None

    def identity(self, adapter: str | None) -> dict[str, str]:
        """What the server says about base and adapter, hashed; see the module for what that is worth."""
        known = {
            "engine": self.name,
            "base": self._said(self.model),
            "tokenizer": "server",
            "quantisation": "unknown",
        }
        return {**known, "adapter": self._said(self.adapters[adapter])} if adapter else known

    def chat(self, question: str) -> str:
        """The question as it is: it is sent as a message, and the server puts its template around it."""
        return question

    def encode(self, prompt: str) -> list[int]:
        """The prompt's UTF-8 bytes, which identify it; the server's tokens are not known here."""
        return list(prompt.encode())

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation | Failure]:
        """Yield answers as they come, and a failure for each request that has none after all tries.

        Raises
        ------
        InputError
            A server cannot do what is asked, or refuses a first short request for good: a wrong name or key.
        """
        self._check(requests)
        results: queue.SimpleQueue[Generation | Failure | None] = queue.SimpleQueue()
        with start_blocking_portal() as portal:
            work = portal.start_task_soon(self._answer_all, requests, results, tick)
            work.add_done_callback(lambda _: results.put(None))
            try:
                while (result := results.get()) is not None:
                    yield result
                work.result()
            finally:
                work.cancel()

    # ------------------------------------------------------------ asking

    async def _answer_all(
        self, requests: Sequence[Request], results: "queue.SimpleQueue[Generation | Failure | None]", tick: Tick | None
    ) -> None:
        waiting, running = iter(requests), set[str]()
        outage = _Outage(most=max(8, self.in_flight))

        def piece() -> None:
            if tick:
                tick(len(running), 1)

        async def serve() -> None:
            for request in waiting:
                if outage.over:
                    results.put(Failure(key=request.key, reason=f"not sent: {outage.reason}"))
                    continue
                running.add(request.key)
                results.put(await self._answer(client, request, outage, piece))
                running.discard(request.key)

        async with openai.AsyncOpenAI(**self._access(), timeout=self._timeout()) as client:
            await self._probe(client, requests, outage)
            await asyncio.gather(*(serve() for _ in range(min(self.in_flight, len(requests)))))

    async def _probe(self, client: Any, requests: Sequence[Request], outage: "_Outage") -> None:
        """One token of each model, for the shortest prompt: what can never work ends here, and so does a dead server.

        Raises
        ------
        InputError
            A refusal that another try would not mend.
        """
        longest_first = sorted(requests, key=lambda request: -len(request.prompt))
        for (adapter, _), request in {(r.adapter, r.format == "chat"): r for r in longest_first}.items():
            short = request.model_copy(update={"sampling": request.sampling.model_copy(update={"max_new_tokens": 1})})
            try:
                await self._tried(client, short, lambda: None)
            except Trouble as trouble:
                reason = f"model {self._served(adapter)!r}: {trouble.reason}"
                if not trouble.again:
                    raise InputError(reason, self.base_url) from trouble
                outage.end(reason)
                return

    async def _answer(
        self, client: Any, request: Request, outage: "_Outage", on_piece: Callable[[], None]
    ) -> Generation | Failure:
        start = time.perf_counter()
        try:
            answer = await self._tried(client, request, on_piece)
        except Trouble as trouble:
            outage.note(trouble)
            return Failure(key=request.key, reason=trouble.reason)
        outage.note(None)
        return Generation(
            key=request.key,
            text=answer.text,
            prompt_tokens=answer.prompt_tokens,
            new_tokens=answer.new_tokens,
            finish_reason=answer.finish_reason,
            seconds=round(time.perf_counter() - start, 3),
            engine=f"openai/{answer.fingerprint or self._kind() or 'unknown'}",
        )

    async def _tried(self, client: Any, request: Request, on_piece: Callable[[], None]) -> Answer:
        """The answer of the first try that has one; Trouble with the last one's reason when none has."""
        tries = 0
        while True:
            tries += 1
            try:
                return await ask(
                    client, self._body(request), chat=request.format == "chat", silence=self.silence, on_piece=on_piece
                )
            except Trouble as trouble:
                if not trouble.again or tries == TRIES:
                    counted = f"{trouble.reason} ({tries} tries)" if tries > 1 else trouble.reason
                    raise Trouble(counted, again=trouble.again, outage=trouble.outage) from trouble
                pause = self.pause * 2 ** (tries - 1) * random.uniform(0.75, 1.25)  # apart: they failed together
                await asyncio.sleep(max(pause, trouble.wait))

    def _body(self, request: Request) -> dict[str, Any]:
        """A request in the API's fields."""
        sampling = request.sampling
        body: dict[str, Any] = {
            "model": self._served(request.adapter),
            "max_tokens": sampling.max_new_tokens,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
        }
        if sampling.temperature > 0:
            body["seed"] = request.seed & _SEED
        if neutral := _NEUTRAL.get(self._kind()):
            body["extra_body"] = {**neutral, "top_k": sampling.top_k or neutral["top_k"]}
        if request.format == "chat":
            return {**body, "messages": [{"role": "user", "content": request.prompt}]}
        return {**body, "prompt": request.prompt}

    def _check(self, requests: Sequence[Request]) -> None:
        """Refuse what a server would silently do otherwise."""
        if any(r.format == "chat" and r.prefilled for r in requests):
            raise InputError(
                "a server's chat cannot go on from a begun response; leave prefill out or use --format alpaca, raw",
                "--elicit prefill",
            )
        if any(r.sampling.top_k for r in requests) and self._kind() not in _NEUTRAL:
            raise InputError(f"only known to work on {', '.join(_NEUTRAL)}; leave it out", "--top-k")

    # ------------------------------------------------------------ the server

    def _access(self) -> dict[str, Any]:
        # The client insists on a key; a server that wants none ignores it.
        return {"base_url": self.base_url, "api_key": os.environ.get(KEY) or "none", "max_retries": 0}

    def _timeout(self) -> openai.Timeout:
        return openai.Timeout(self.silence, connect=CONNECT)

    def _served(self, adapter: str | None) -> str:
        return self.adapters[adapter] if adapter else self.model

    def _kind(self) -> str:
        """What the server calls itself in its listing, e.g. ``vllm``; empty where it does not say."""
        return words_of(self._listing.get(self.model, {}).get("owned_by"))

    def _said(self, name: str) -> str:
        """Hash of what the server says about a model; the prefix tells that it is no hash of weights."""
        entry = self._listing.get(name, {})
        said = json.dumps([name, {field: entry[field] for field in _TELLING if field in entry}], sort_keys=True)
        return f"named:{hashlib.sha256(said.encode()).hexdigest()}"

    def _listed(self) -> dict[str, dict[str, Any]]:
        """The server's models by name; empty where it lists none.

        Raises
        ------
        InputError
            Nothing answers there, or the key is refused.
        """
        try:
            with openai.OpenAI(**self._access(), timeout=openai.Timeout(CONNECT)) as client:
                found = client.models.with_raw_response.list().http_response.json()
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise InputError(
                f"the server refuses the key in {KEY}; set it to one that it takes", self.base_url
            ) from error
        except openai.APIConnectionError as error:
            raise InputError(f"{trouble_of(error).reason}; is it running?", self.base_url) from error
        except (openai.OpenAIError, ValueError):
            return {}  # no listing; whether it answers will be seen
        models = found.get("data") if isinstance(found, dict) else None
        return {str(m["id"]): m for m in models or () if isinstance(m, dict) and "id" in m}


class _Outage:
    """Counts requests in a row that a server did not answer, and says when to send it no more.

    Parameters
    ----------
    most : so many are the end.
    """

    def __init__(self, most: int) -> None:
        self.most, self.row = most, 0
        self.reason = ""
        self.over = False

    def note(self, trouble: Trouble | None) -> None:
        """A request came to its end: with an answer (None) or without."""
        if trouble is None:
            self.row = 0
        elif trouble.outage:
            self.row += 1
            if self.row >= self.most:
                self.end(f"{self.row} requests in a row had no answer; {trouble.reason}")

    def end(self, reason: str) -> None:
        """No more is sent."""
        self.over, self.reason = True, reason


def _address(url: str) -> str:
    """The API's address, with ``/v1`` where only a host is given; InputError when it is none or holds a secret."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise InputError("not an address like http://localhost:8000/v1", f"--base-url {redacted(url)}")
    if parts.username or parts.password or parts.query:
        # Not repeated: it would be in logs, and in the run directory.
        raise InputError(f"an address without user, password and query, please; the key goes into {KEY}", "--base-url")
    return url.rstrip("/") if parts.path.strip("/") else f"{parts.scheme}://{parts.netloc}/v1"
