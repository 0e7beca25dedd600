"""Records and an engine made up for the tests; no model is loaded."""

from collections.abc import Iterator, Sequence

from bench.arms import arms_of
from bench.engines.base import Tick
from bench.plan import plan
from bench.records import (
    Answer,
    Claim,
    Episode,
    Generation,
    Health,
    Item,
    Judgment,
    Reference,
    Request,
    Sampling,
    Trace,
)

GREEDY = Sampling(max_new_tokens=64)


def item(name: str = "demo/sum/0/base/en", **changes: object) -> Item:
    """An arithmetic item; `changes` replace fields."""
    fields = {
        "id": name,
        "pack": "demo",
        "template": "sum",
        "family": "arithmetic",
        "instance": 0,
        "lang": "en",
        "question": f"What is 40 + 2? ({name})",
        "answer_line": "End with one line: Answer: <number>",
        "check": "number",
        "reference": Reference(gold="42"),
    }
    return Item.model_validate({**fields, **changes})


def generation(request: Request, text: str = "Answer: 42", **changes: object) -> Generation:
    """A finished generation of a request."""
    fields = {
        "key": request.key,
        "text": text,
        "prompt_tokens": 10,
        "new_tokens": 5,
        "finish_reason": "stop",
        "seconds": 0.5,
        "engine": "echo",
    }
    return Generation.model_validate({**fields, **changes})


def request(of: Item) -> Request:
    """The one request of an item that is asked of a base alone."""
    engine = EchoEngine()
    (only,) = plan([of], engine, arms=arms_of(()), formats=["raw"], samples=1, sampling=GREEDY, seed=0)
    return only


def trace(key: str, *, checks: Sequence[str | None] = (), steps: int = 1, claims: int = 0, cut: bool = False) -> Trace:
    """A trace with as many steps, claims and self-checks as asked for."""
    return Trace(
        id=key,
        steps=tuple((i, i + 1) for i in range(steps)),
        answer=Answer(status="none" if cut else "stated", value=None if cut else "42"),
        claims=tuple(Claim(span=(i, i + 1), left="1", relation="=", right="1", holds=True) for i in range(claims)),
        episodes=tuple(
            Episode(kind="verification", span=(0, 1), cue="Wait", outcome=o)  # type: ignore[arg-type]
            for o in checks
        ),
        health=Health(truncated=cut),
        metrics={"steps": steps, "claims": claims, "claims_wrong": 0, "backtrackings": 0},
    )


def judgment(key: str, outcome: str = "right") -> Judgment:
    """A number check's judgment."""
    return Judgment.model_validate({"key": key, "check": "number", "outcome": outcome})


class EchoEngine:
    """Answers every request with its arm; tokens are code points. Identity parts can be set."""

    name = "echo"

    def __init__(self, *, trained: str = "once", **identity: str) -> None:
        self.trained = trained
        self.versions = {"echo": "1"}
        self.parts = {"engine": "echo", "base": "b" * 64, "tokenizer": "t" * 64, "quantisation": "none", **identity}
        self.context: int | None = None
        self.asked: list[str] = []

    def identity(self, adapter: str | None) -> dict[str, str]:
        return {**self.parts, "adapter": f"hash of {adapter}, trained {self.trained}"} if adapter else dict(self.parts)

    def chat(self, question: str) -> str:
        return f"<user>{question}</user><assistant><think>\n"

    def encode(self, prompt: str) -> list[int]:
        return [ord(c) for c in prompt]

    def generate(self, requests: Sequence[Request], tick: Tick | None = None) -> Iterator[Generation]:
        for request in requests:
            self.asked.append(request.key)
            yield generation(request, f"{request.arm} says\n\nAnswer: 42")
