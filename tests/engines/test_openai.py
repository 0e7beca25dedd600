"""The engine against servers that behave, that do not, and the real one of transformers with the embedded pair."""

import threading
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

import fakes
from bench.arms import arms_of
from bench.engines import openai as module
from bench.engines.base import Setup
from bench.engines.hf import HFEngine
from bench.engines.openai import TRIES, OpenAIEngine
from bench.engines.opening import open_engine
from bench.errors import InputError
from bench.plan import plan
from bench.records import Failure, Generation, Request, Sampling
from bench.resources import MODELS
from commands import Command, command
from servers import USAGE, Behaviour, Body, Handler, Server, delta, good, piece, serving, transformers_serve

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"
PATIENCE = 60.0
"""Longer than a busy machine takes to answer."""
SILENCE = 1.0
"""Where a server is to be silent for too long."""
POISON = "arsenic"
"""In a question that the tests' servers do not like."""


def engine_on(server: Server, **options: object) -> OpenAIEngine:
    settings = {"base_url": server.url, "pause": 0.01, "silence": PATIENCE, **options}
    return OpenAIEngine("m", {"adapter": "m-lora"}, **settings)  # type: ignore[arg-type]


def requests(
    engine: OpenAIEngine, questions: Sequence[str] = ("Q",), *, format: str = "raw", sampling: Sampling | None = None
) -> list[Request]:
    items = [fakes.item(f"{n}", question=question) for n, question in enumerate(questions)]
    asked = sampling or Sampling(max_new_tokens=9)
    return plan(items, engine, arms=arms_of(["adapter"]), formats=[format], samples=1, sampling=asked, seed=1)


def parted(results: Iterator[Generation | Failure]) -> tuple[dict[str, Generation], dict[str, Failure]]:
    generations: dict[str, Generation] = {}
    failures: dict[str, Failure] = {}
    for result in results:
        assert result.key not in generations.keys() | failures.keys()
        if isinstance(result, Failure):
            failures[result.key] = result
        else:
            generations[result.key] = result
    return generations, failures


def sent(server: Server) -> list[Body]:
    """What was asked, without the short requests that only try whether the server answers."""
    return [body for body in server.seen if body["max_tokens"] > 1]


def test_each_arm_is_asked_of_its_model_and_keeps_its_key() -> None:
    with serving(good, [{"id": "m", "owned_by": "vllm"}]) as server:
        engine = engine_on(server)
        asked = requests(engine, ["A", "B"])
        ticks: list[tuple[int, int]] = []
        got, failed = parted(engine.generate(asked, lambda rows, made: ticks.append((rows, made))))
    assert not failed
    assert {got[r.key].text for r in asked if r.arm == "base"} == {"m says 42"}
    assert {got[r.key].text for r in asked if r.arm == "adapter"} == {"m-lora says 42"}
    assert {(g.prompt_tokens, g.new_tokens, g.finish_reason, g.engine) for g in got.values()} == {
        (7, 2, "stop", "openai/vllm")
    }
    assert len(ticks) == 2 * len(asked)
    assert {made for _, made in ticks} == {1}


def test_the_whole_text_goes_to_completions_and_a_chat_to_the_servers_template() -> None:
    with serving(good) as server:
        engine = engine_on(server)
        for format in ("alpaca", "chat"):
            list(engine.generate(requests(engine, ["What?"], format=format)))
        whole, chat = (body for body in sent(server) if body["model"] == "m")
    assert whole["path"] == "/v1/completions"
    assert "### Instruction:\nWhat?" in whole["prompt"]
    assert chat["path"] == "/v1/chat/completions"
    (turn,) = chat["messages"]
    assert turn["role"] == "user"
    assert turn["content"].startswith("What?\n")


def test_sampling_goes_along_and_nothing_is_left_to_the_servers_defaults() -> None:
    hot = Sampling(temperature=0.7, top_p=0.9, top_k=20, max_new_tokens=9)
    with serving(good, [{"id": "m", "owned_by": "vllm"}]) as server:
        engine = engine_on(server)
        asked = requests(engine, sampling=hot)
        list(engine.generate([asked[0]]))
        list(engine.generate([requests(engine)[0]]))
        sampled, greedy = sent(server)
    for name, value in {"temperature": 0.7, "top_p": 0.9, "top_k": 20, "repetition_penalty": 1.0, "min_p": 0.0}.items():
        assert sampled[name] == value
    assert sampled["seed"] == asked[0].seed & 0x7FFFFFFF
    assert (greedy["temperature"], greedy["top_p"], greedy["top_k"], "seed" in greedy) == (0, 1, -1, False)


def test_only_so_many_requests_are_in_flight() -> None:
    def slow(handler: Handler, body: Body) -> None:
        time.sleep(0.05)
        good(handler, body)

    with serving(slow) as server:
        engine = engine_on(server, in_flight=3)
        asked = requests(engine, "ABCDEF")
        got, _ = parted(engine.generate(asked))
        assert len(got) == len(asked)
        assert server.most == 3


def sometimes(bad: Behaviour, times: int) -> Behaviour:
    """Bad to each of the disliked requests so many times, then good."""
    tried: dict[str, int] = {}
    lock = threading.Lock()

    def behave(handler: Handler, body: Body) -> None:
        place = f"{body['model']} {body['prompt']}"
        with lock:
            tried[place] = tried.get(place, 0) + 1
        (bad if POISON in body["prompt"] and tried[place] <= times else good)(handler, body)

    return behave


BAD: dict[str, tuple[Behaviour, str]] = {
    "refuses": (lambda h, body: h.json(503, {"detail": "busy"}), "the server refused with status 503: busy"),
    "times out": (lambda h, body: time.sleep(1.5 * SILENCE), "the server was silent for 1 s"),
    "answers rubbish": (lambda h, body: h.raw(b"data: <html>\n\n"), "the server sent something that is no JSON"),
    "drops": (lambda h, body: h.stream(piece("Answer: 4"), end=False), "dropped the connection in mid-answer"),
}


def patience(bad: Behaviour) -> float:
    """Seconds of silence that a test of that behaviour bears."""
    return SILENCE if bad is BAD["times out"][0] else PATIENCE


@pytest.mark.parametrize("bad", [behaviour for behaviour, _ in BAD.values()], ids=BAD)
def test_a_request_that_fails_is_tried_again(bad: Behaviour) -> None:
    with serving(sometimes(bad, TRIES - 1)) as server:
        engine = engine_on(server, silence=patience(bad))
        got, failed = parted(engine.generate(requests(engine, ["Q", POISON])))
    assert (len(got), len(failed)) == (4, 0)
    assert {g.text for g in got.values()} == {"m says 42", "m-lora says 42"}


@pytest.mark.parametrize(("bad", "reason"), BAD.values(), ids=BAD)
def test_what_never_succeeds_is_a_failure_and_the_others_go_on(bad: Behaviour, reason: str) -> None:
    with serving(sometimes(bad, 99)) as server:
        engine = engine_on(server, silence=patience(bad))
        asked = requests(engine, ["Q", POISON, "R"])
        got, failed = parted(engine.generate(asked))
    assert failed.keys() == {r.key for r in asked if POISON in r.prompt}
    assert got.keys() == {r.key for r in asked} - failed.keys()
    for failure in failed.values():
        assert failure.reason.endswith(f"{reason} ({TRIES} tries)")


def test_a_refusal_for_good_is_not_repeated() -> None:
    with serving(sometimes(lambda h, body: h.json(400, {"error": {"message": "too long"}}), 99)) as server:
        engine = engine_on(server)
        _, failed = parted(engine.generate(requests(engine, ["Q", POISON])))
        assert len([body for body in sent(server) if POISON in body["prompt"]]) == 2
    assert {f.reason for f in failed.values()} == {"the server refused with status 400: too long"}


def test_a_server_that_answers_nothing_from_the_start_is_asked_once() -> None:
    with serving(lambda handler, body: handler.json(500, {"detail": "no GPU"})) as server:
        engine = engine_on(server)
        asked = requests(engine, [f"Q{n}" for n in range(50)])
        got, failed = parted(engine.generate(asked))
        assert len(server.seen) == TRIES
    assert (len(got), failed.keys()) == (0, {r.key for r in asked})
    assert {f.reason for f in failed.values()} == {
        f"not sent: model 'm': the server refused with status 500: no GPU ({TRIES} tries)"
    }


def test_a_server_that_dies_in_the_middle_is_not_asked_for_ever() -> None:
    def dying(handler: Handler, body: Body) -> None:
        if len(server.seen) < 8:
            good(handler, body)

    with serving(dying) as server:
        engine = engine_on(server, in_flight=2)
        asked = requests(engine, [f"Q{n}" for n in range(50)])
        got, failed = parted(engine.generate(asked))
        assert len(server.seen) <= 8 + TRIES * 9
    assert got.keys() | failed.keys() == {r.key for r in asked}
    assert 0 < len(got) < 8
    reasons = [f.reason for f in failed.values()]
    assert sum(r.startswith("not sent: 8 requests in a row had no answer; no connection") for r in reasons) > 70


@pytest.mark.parametrize("status", [401, 404, 422])
def test_a_wrong_name_or_key_ends_the_run_at_once(status: int) -> None:
    with serving(lambda handler, body: handler.json(status, {"detail": "no such model"})) as server:
        engine = engine_on(server)
        with pytest.raises(InputError, match=f"^{server.url}: model 'm': the server refused with status {status}"):
            next(engine.generate(requests(engine)))
        assert len(server.seen) == 1


def test_closing_the_iterator_stops_the_work() -> None:
    with serving(good) as server:
        engine = engine_on(server, in_flight=1)
        stream = engine.generate(requests(engine, [f"Q{n}" for n in range(200)]))
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        assert len(server.seen) < 200


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(good) as server:
        url = server.url
    with pytest.raises(InputError, match=f"^{url}: no connection to the server .*; is it running\\?$"):
        OpenAIEngine("m", base_url=url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("localhost:8000", "not an address like"),
        ("file:///etc/passwd", "not an address like"),
        ("http://[::1", "not an address like"),
        ("http://host:port/v1", "not an address like"),
        ("http://me:sesame@host/v1", "the key goes into OPENAI_API_KEY"),
        ("http://host/v1?key=sesame", "the key goes into OPENAI_API_KEY"),
    ],
)
def test_addresses_that_are_none_or_hold_a_secret(url: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as error:
        OpenAIEngine("m", base_url=url)
    assert "sesame" not in str(error.value)


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"base_url": None}, "--base-url"),
        ({"strengths": (0.5,)}, "--strength"),
        ({"load_in_4bit": True}, "--load-in-4bit"),
        ({"weights": "bf16"}, "--weights"),
        ({"device": "cuda"}, "--device"),
        ({"adapters": {"adapter": "m"}}, "names of their own"),
    ],
)
def test_what_a_server_cannot_do_is_refused_by_name(changes: dict[str, object], option: str) -> None:
    settings = {"model": "m", "adapters": {"adapter": "m-lora"}, "base_url": "http://localhost:1", **changes}
    with pytest.raises(InputError, match=option):
        open_engine("openai", Setup(**settings))  # type: ignore[arg-type]


def test_a_begun_response_and_top_k_are_not_left_to_chance() -> None:
    with serving(good) as server:
        engine = engine_on(server)
        chat = requests(engine, format="chat")
        with pytest.raises(InputError, match="--elicit prefill"):
            next(engine.generate([chat[0].model_copy(update={"prefilled": "Step 1:"})]))
        with pytest.raises(InputError, match="--top-k"):
            next(engine.generate(requests(engine, sampling=Sampling(top_k=5))))
        assert not server.seen


def test_the_identity_is_what_the_server_says_of_its_models_not_where_it_is() -> None:
    def identities(created: int, root: str) -> tuple[dict[str, str], dict[str, str]]:
        base = {"id": "m", "root": root, "created": created, "owned_by": "vllm"}
        with serving(good, [base, {"id": "m-lora", "root": "lora", "parent": "m", "created": created}]) as server:
            engine = engine_on(server)
            return engine.identity(None), engine.identity("adapter")

    base, tuned = identities(1, "a/b")
    assert identities(2, "a/b") == (base, tuned)
    assert identities(1, "a/c")[0]["base"] != base["base"]
    assert base["base"].startswith("named:")
    assert {name for name in tuned if tuned[name] != base.get(name)} == {"adapter"}
    assert tuned["adapter"] != base["base"]


@pytest.fixture
def kenzan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """`kenzan run --base-url`, on a small pack, with short pauses."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "PAUSE", 0.01)
    job = ["--engine", "openai", "-t", str(TINY), "--select", "quick", "-o", "run", "--base-url"]
    return partial(command(monkeypatch, capsys), "run", *job)


def test_the_command_goes_on_lists_what_failed_and_keeps_the_key_to_itself(
    kenzan: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-sesame")

    def telling(handler: Handler, body: Body) -> None:
        if body["model"] == "tuned" and body["max_tokens"] > 1:
            handler.json(400, {"error": {"message": f"no credit on {handler.headers['authorization']}"}})
        else:
            good(handler, body)

    with serving(telling) as server:
        status, out, err = kenzan(server.url, "-m", "base", "-a", "tuned")
        assert {body["authorization"] for body in server.seen} == {"Bearer sk-sesame"}
    assert (status, out) == (1, "run/report.html\n")
    assert "not answered, 8 requests: the server refused with status 400: no credit on Bearer ***" in err
    for file in Path("run").iterdir():
        assert "sesame" not in file.read_text("utf-8")
    assert Path("run/failures.jsonl").read_text("utf-8").count("\n") == 8


def test_chat_through_the_command_keeps_the_reasoning(kenzan: Command) -> None:
    def thinking(handler: Handler, body: Body) -> None:
        usage = {**USAGE, "completion_tokens": 1}
        said = [delta(reasoning_content="Wait."), delta(content="Answer: 42"), delta("stop")]
        handler.stream(*said, {"choices": [], "usage": usage})

    with serving(thinking) as server:
        assert kenzan(server.url, "-m", "m", "--format", "chat") == (0, "run/report.html\n", "")
    assert "<think>Wait.</think>Answer: 42" in Path("run/generations.jsonl").read_text("utf-8")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with transformers_serve(tmp_path_factory.mktemp("serve")) as url:
        yield url


KNOWN = "How many metres high is Mount Fuji in Yamanashi/Shizuoka?"
"""A question that both arms are sure of: where an arm only guesses, rounding can decide between two tokens."""


def test_the_embedded_pair_says_the_same_through_a_real_server(real: str) -> None:
    served = open_engine("openai", Setup(model="base", adapters={"adapter": "tuned"}, base_url=real, batch_size=2))
    local = HFEngine(MODELS / "mini", {"adapter": MODELS / "mini-terse"}, device="cpu")
    assert isinstance(served, OpenAIEngine)
    asked, alike = (
        plan(
            [fakes.item(question=KNOWN)],
            engine,
            arms=arms_of(["adapter"]),
            formats=["alpaca", "chat"],
            samples=1,
            sampling=Sampling(max_new_tokens=60),
            seed=1,
        )
        for engine in (served, local)
    )
    got, failed = parted(served.generate(asked))
    same = {g.key: g for g in local.generate(alike)}
    assert not failed
    for one, other in zip(asked, alike, strict=True):
        assert got[one.key].text == same[other.key].text.removesuffix("<|im_end|>")
        assert got[one.key].new_tokens == same[other.key].new_tokens
        assert got[one.key].prompt_tokens == same[other.key].prompt_tokens
        assert (got[one.key].finish_reason, one.arm) == ("stop", other.arm)


def test_a_budget_cuts_through_a_real_server(real: str) -> None:
    engine = OpenAIEngine("base", base_url=real)
    (request,) = plan(
        [fakes.item(question=KNOWN)],
        engine,
        arms=arms_of(()),
        formats=["alpaca"],
        samples=1,
        sampling=Sampling(max_new_tokens=5),
        seed=1,
    )
    (generation,) = engine.generate([request])
    assert isinstance(generation, Generation)
    assert (generation.new_tokens, generation.finish_reason) == (5, "length")
