"""One request to an OpenAI-compatible server: streamed, put together, and in words what went wrong.

Answers are streamed because a reasoning model takes minutes: a proxy that gives up on a silent connection does not,
an answer that breaks off is told from one that ended, and the progress shows tokens as they come. Only an answer with
a finish reason and token counts is one; everything else is a `Trouble`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import openai

from bench.redaction import redacted
from bench.shown import storable

FINISHES: dict[str, Literal["stop", "length"]] = {
    "stop": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "length": "length",
}
"""Finish reason of a server -> the records'. Any other (a filter, a tool call) is no end of a text."""
WIDEST = 1000
"""Characters that a token can have: a server that sends more than its budget allows is not listened to for ever."""
_PASSING = {408, 409, 425, 429}
"""Statuses below 500 of a request that may be answered later."""
_SHOWN = 200
"""Characters of a server's own words in a reason."""


class Trouble(Exception):
    """Why a try brought no answer.

    Parameters
    ----------
    reason : in words.
    again : whether another try may bring one.
    outage : whether it speaks against the server rather than the request.
    wait : seconds that the server asks to wait before the next try.
    """

    def __init__(self, reason: str, *, again: bool = True, outage: bool = True, wait: float = 0.0) -> None:
        self.reason, self.again, self.outage, self.wait = reason, again, outage, wait
        super().__init__(reason)


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    text: str
    """Content; before it the reasoning in ``<think>`` tags where the server keeps it apart."""
    prompt_tokens: int
    new_tokens: int
    finish_reason: Literal["stop", "length"]
    fingerprint: str | None
    """The server's ``system_fingerprint``: its build and configuration, where it tells them."""


async def ask(
    client: Any, body: Mapping[str, Any], *, chat: bool, silence: float, on_piece: Callable[[], None] | None = None
) -> Answer:
    """Send one request and put its stream together.

    Parameters
    ----------
    client : an `openai.AsyncOpenAI` that does not retry by itself.
    body : of the request, without what asks for a stream.
    chat : whether it goes to ``chat/completions``; ``completions`` otherwise.
    silence : seconds without a piece after which the server counts as gone.
    on_piece : called for each piece of text, one token as a rule.

    Raises
    ------
    Trouble
        No whole answer came.
    """
    made = _Made(body["max_tokens"])
    endpoint = client.chat.completions if chat else client.completions
    try:
        async with asyncio.timeout(silence):
            stream = await endpoint.create(**body, stream=True, stream_options={"include_usage": True})
        try:
            async for chunk in _pieces(stream, silence):
                if made.take(chunk) and on_piece:
                    on_piece()
        finally:
            await stream.close()
    except (Trouble, asyncio.CancelledError):
        raise
    except Exception as error:  # whatever a server's bytes make the client raise
        raise _trouble(error, silence, begun=made.begun) from error
    return made.answer()


async def _pieces(stream: Any, silence: float) -> AsyncIterator[Any]:
    """The chunks of a stream; TimeoutError when none comes for too long, whatever else keeps the connection open."""
    chunks = aiter(stream)
    while True:
        try:
            async with asyncio.timeout(silence):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        yield chunk


@dataclass
class _Made:
    """An answer that is coming in."""

    budget: int
    """Tokens that it may have."""
    reasoning: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    length: int = 0
    begun: bool = False
    finish: str | None = None
    usage: Any = None
    fingerprint: str | None = None

    def take(self, chunk: Any) -> bool:
        """Add a chunk; whether it brought text. The client builds chunks without validating them."""
        self.begun = True
        self.usage = getattr(chunk, "usage", None) or self.usage
        self.fingerprint = getattr(chunk, "system_fingerprint", None) or self.fingerprint
        choices = getattr(chunk, "choices", None)
        if not isinstance(choices, list) or not choices:
            return False
        self.finish = getattr(choices[0], "finish_reason", None) or self.finish
        said = getattr(choices[0], "delta", None) or choices[0]
        thought = getattr(said, "reasoning_content", None) or getattr(said, "reasoning", None)
        words = getattr(said, "content", None) or getattr(said, "text", None)
        for text, parts in ((thought, self.reasoning), (words, self.content)):
            if text is not None and not isinstance(text, str):
                raise Trouble("the server sent a text that is none")
            parts.append(text or "")
            self.length += len(text or "")
        if self.length > WIDEST * (self.budget + 1):
            raise Trouble("the server goes on beyond the token budget", again=False)
        return bool(thought or words)

    def answer(self) -> Answer:
        """The whole answer, or Trouble if it is none."""
        if not self.begun:
            raise Trouble("the server sent something that is no answer")
        if not self.finish:
            raise Trouble("the server ended in mid-answer")
        if self.finish not in FINISHES:
            raise Trouble(
                f"the server ended the text for a reason of its own: {words_of(self.finish)}", again=False, outage=False
            )
        counts = (getattr(self.usage, "prompt_tokens", None), getattr(self.usage, "completion_tokens", None))
        if not all(isinstance(count, int) and count >= 0 for count in counts):
            raise Trouble("the server does not count tokens (no `usage` at the end of a stream)", again=False)
        reasoning, content = storable("".join(self.reasoning)), storable("".join(self.content))
        if reasoning:
            # Cut off while it reasoned, it has not closed its reasoning.
            content = f"<think>{reasoning}" + (f"</think>{content}" if content or self.finish != "length" else "")
        prompt_tokens, new_tokens = (int(count or 0) for count in counts)
        if new_tokens > self.budget:
            raise Trouble("the server does not keep to the token budget", again=False)
        return Answer(content, prompt_tokens, new_tokens, FINISHES[self.finish], words_of(self.fingerprint) or None)


def trouble_of(error: Exception) -> Trouble:
    """What an exception of the client means, outside of a stream."""
    return _trouble(error, 0.0, begun=False)


def _trouble(error: Exception, silence: float, *, begun: bool) -> Trouble:
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return Trouble(f"the server was silent for {silence:g} s" if silence else "the server does not answer in time")
    if isinstance(error, openai.APIConnectionError):
        if begun:
            return Trouble("the server dropped the connection in mid-answer")
        return Trouble(f"no connection to the server ({words_of(error.__cause__ or error)})")
    if isinstance(error, openai.APIStatusError):
        again = error.status_code in _PASSING or error.status_code >= 500
        reason = f"the server refused with status {error.status_code}: {_message(error)}"
        return Trouble(reason, again=again, outage=again, wait=_wait(error))
    if isinstance(error, openai.APIError):
        return Trouble(f"the server reported an error: {_message(error)}")
    if isinstance(error, ValueError):
        return Trouble("the server sent something that is no JSON")
    return Trouble(f"{type(error).__name__}: {words_of(error)}")


def words_of(said: object) -> str:
    """Somebody else's words as the part of a line: printable, short, without secrets, which some servers repeat."""
    line = " ".join(redacted(str(said or "")).split())
    line = "".join(c if c.isprintable() else "?" for c in line)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _message(error: openai.APIError) -> str:
    """What the server says, in the places where servers say it."""
    body = error.body
    if isinstance(body, str):
        return words_of(body)
    if isinstance(body, Mapping):
        for name in ("message", "detail", "error"):
            if isinstance(body.get(name), str):
                return words_of(body[name])
    return words_of(error.message)


def _wait(error: openai.APIStatusError) -> float:
    """Seconds of a ``Retry-After`` header, at most a minute."""
    try:
        return min(60.0, max(0.0, float(error.response.headers.get("retry-after", 0))))
    except ValueError:
        return 0.0
