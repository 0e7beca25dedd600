"""What becomes of one request: a whole answer, or trouble with its reason."""

import asyncio
import time
from typing import Any

import openai
import pytest

from bench.engines.openai_stream import Answer, Trouble, ask, words_of
from servers import USAGE, Behaviour, Body, Handler, delta, piece, serving

SILENCE = 1.0
"""Longer than a busy machine takes to answer."""


def asked(behaviour: Behaviour, *, chat: bool = False, pieces: list[int] | None = None) -> Answer:
    """What comes of one request to a server that behaves so."""

    async def one(url: str) -> Answer:
        async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
            said: dict[str, Any] = {"messages": [{"role": "user", "content": "Q"}]} if chat else {"prompt": "Q"}
            body = {"model": "m", "max_tokens": 5, **said}
            count = None if pieces is None else lambda: pieces.append(1)
            return await ask(client, body, chat=chat, silence=SILENCE, on_piece=count)

    with serving(behaviour) as server:
        return asyncio.run(one(server.url))


def streaming(*chunks: object, end: bool = True) -> Behaviour:
    return lambda handler, body: handler.stream(*chunks, end=end)


def test_pieces_become_a_text_with_counts_and_reason() -> None:
    pieces: list[int] = []
    answer = asked(streaming(piece("The answer"), piece(" is 42"), piece("", "stop", usage=USAGE)), pieces=pieces)
    assert answer == Answer("The answer is 42", 7, 2, "stop", None)
    assert len(pieces) == 2


@pytest.mark.parametrize(("told", "meant"), [("stop", "stop"), ("eos_token", "stop"), ("length", "length")])
def test_finish_reasons_are_mapped(told: str, meant: str) -> None:
    assert asked(streaming(piece("x", told, usage=USAGE))).finish_reason == meant


def test_usage_may_come_in_a_chunk_of_its_own_and_the_fingerprint_is_kept() -> None:
    last = {"choices": [], "usage": USAGE, "system_fingerprint": "b4242"}
    assert asked(streaming(piece("x", "stop"), last, "[DONE]")) == Answer("x", 7, 2, "stop", "b4242")


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_that_a_server_keeps_apart_stays_in_the_text(field: str) -> None:
    chunks = [delta(**{field: "Wait, "}), delta(**{field: "12 + 30 = 42."}), delta(content="Answer: 42"), delta("stop")]
    answer = asked(streaming(*chunks, {"choices": [], "usage": USAGE}), chat=True)
    assert answer.text == "<think>Wait, 12 + 30 = 42.</think>Answer: 42"


def test_reasoning_told_in_both_fields_is_told_once() -> None:
    chunks = [delta(reasoning="Hm.", reasoning_content="Hm."), delta(content="42"), delta("stop")]
    assert asked(streaming(*chunks, {"choices": [], "usage": USAGE}), chat=True).text == "<think>Hm.</think>42"


@pytest.mark.parametrize(("finish", "text"), [("length", "<think>Wait"), ("stop", "<think>Wait</think>")])
def test_reasoning_is_closed_unless_it_was_cut(finish: str, text: str) -> None:
    chunks = [delta(reasoning="Wait"), delta(finish), {"choices": [], "usage": USAGE}]
    assert asked(streaming(*chunks), chat=True).text == text


def refusing(status: int) -> Behaviour:
    return lambda handler, body: handler.json(status, {})


def silent(handler: Handler, body: Body) -> None:
    handler.stream(piece("The"), end=False)
    time.sleep(1.5 * SILENCE)


def chatter(handler: Handler, body: Body) -> None:
    """Keeps the connection open, and says nothing."""
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.end_headers()
    until = time.monotonic() + 1.5 * SILENCE
    while time.monotonic() < until:
        handler.wfile.write(b": busy\n\n")
        time.sleep(SILENCE / 20)


def endless(handler: Handler, body: Body) -> None:
    handler.stream(*(piece("na " * 400) for _ in range(20)), end=False)


TROUBLE: dict[str, tuple[Behaviour, str, bool]] = {
    "hangs up": (lambda handler, body: None, "no connection to the server", True),
    "drops": (streaming(piece("The"), end=False), "the server dropped the connection in mid-answer", True),
    "ends early": (streaming(piece("The"), "[DONE]"), "the server ended in mid-answer", True),
    "silent": (silent, "the server was silent for 1 s", True),
    "chatter": (chatter, "the server was silent for 1 s", True),
    "error 500": (lambda h, body: h.json(500, {"detail": "out of\nmemory"}), "status 500: out of memory", True),
    "error 429": (lambda h, body: h.json(429, {"error": {"message": "slow down"}}), "status 429: slow down", True),
    "error 400": (lambda h, body: h.json(400, {"error": {"message": "too long"}}), "status 400: too long", False),
    "error 404": (lambda h, body: h.json(404, {"error": "no model m"}), "status 404: no model m", False),
    "error told in the stream": (streaming(piece("The"), {"error": {"message": "oops"}}), "an error: oops", True),
    "a page": (lambda h, body: h.raw(b"<h1>hello</h1>", kind="text/html"), "something that is no answer", True),
    "nothing": (lambda h, body: h.raw(b""), "something that is no answer", True),
    "broken JSON": (streaming('{"choices": ['), "something that is no JSON", True),
    "bytes": (lambda h, body: h.raw(b"\xff\xfe\x00\n\n" * 9), "", True),
    "other JSON": (streaming("[1, 2]", '"hi"', "3", "null"), "the server ended in mid-answer", True),
    "a text that is none": (streaming(piece(["x"])), "a text that is none", True),  # type: ignore[arg-type]
    "a filter": (streaming(piece("x", "content_filter", usage=USAGE)), "a reason of its own: content_filter", False),
    "no counts": (streaming(piece("x", "stop")), "does not count tokens", False),
    "counts that are none": (streaming(piece("x", "stop", usage={"prompt_tokens": "many"})), "not count", False),
    "endless": (endless, "goes on beyond the token budget", False),
    "over budget": (streaming(piece("x", "stop", usage={**USAGE, "completion_tokens": 6})), "not keep to", False),
}


@pytest.mark.parametrize(("behaviour", "reason", "again"), TROUBLE.values(), ids=TROUBLE)
def test_what_is_no_answer_is_told_in_one_line(behaviour: Behaviour, reason: str, again: bool) -> None:
    with pytest.raises(Trouble) as trouble:
        asked(behaviour)
    assert reason in trouble.value.reason
    assert "\n" not in trouble.value.reason
    assert trouble.value.again == again


def test_a_server_that_asks_to_wait_is_heard() -> None:
    with pytest.raises(Trouble) as trouble:
        asked(lambda handler, body: handler.json(503, {}, retry_after="7"))
    assert trouble.value.wait == 7
    with pytest.raises(Trouble) as trouble:
        asked(lambda handler, body: handler.json(503, {}, retry_after="next week"))
    assert trouble.value.wait == 0


def test_what_a_server_says_is_cut_and_printable() -> None:
    assert words_of("a\x1b[31m\n  b") == "a?[31m b"
    assert len(words_of("x" * 1000)) == 200
    assert words_of(None) == ""


def test_a_refusal_of_the_request_says_nothing_about_the_server() -> None:
    outages = {}
    for status in (400, 404, 422, 429, 500):
        with pytest.raises(Trouble) as trouble:
            asked(refusing(status))
        outages[status] = trouble.value.outage
    assert outages == {400: False, 404: False, 422: False, 429: True, 500: True}
