"""A local cluster with two CPU workers, on the embedded pair; one of them is killed in the middle."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import ray

import fakes
from bench.arms import arms_of
from bench.engines import ray as module
from bench.engines.base import Setup
from bench.engines.opening import open_engine
from bench.engines.ray import LOSSES, ROUNDS, RayEngine, portion
from bench.errors import InputError
from bench.plan import plan
from bench.records import Failure, Generation, Request, Sampling

PAIR = Setup(model="mini", adapters={"adapter": "mini-terse"}, device="cpu")
QUESTIONS = [
    f"Aoi walks {n} m a minute for 9 minutes and then cycles 200 m a minute for 12 minutes. "
    "How many metres is that in all?"
    for n in (60, 70, 80)
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    ray.init(
        address="local",
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        configure_logging=False,
        object_store_memory=128 << 20,
    )
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def opened(kind: type[RayEngine] = RayEngine, workers: int = 2) -> Iterator[RayEngine]:
    with closing(kind.open(replace(PAIR, batch_size=2, workers=workers, inner="hf"))) as engine:
        yield engine


def requests(engine: RayEngine, questions: Sequence[str] = QUESTIONS) -> list[Request]:
    items = [fakes.item(f"{n}", question=question) for n, question in enumerate(questions)]
    sampling = Sampling(max_new_tokens=30)
    return plan(items, engine, arms=arms_of(["adapter"]), formats=["alpaca"], samples=1, sampling=sampling, seed=1)


def test_prompts_keys_and_identity_are_those_of_the_engine_inside() -> None:
    alone = open_engine("hf", PAIR)
    with opened() as several:
        assert several.name == "ray:hf"
        assert several.identity("adapter") == alone.identity("adapter")
        assert several.context == alone.context == 1024
        assert several.chat("Q?") == alone.chat("Q?")
        assert [r.key for r in requests(several)] == [r.key for r in requests(alone)]  # type: ignore[arg-type]
        assert several.versions == {**alone.versions, "ray": ray.__version__}


def test_ray_names_its_engine_and_takes_the_machines_own() -> None:
    assert open_engine("ray:hf", PAIR).name == "ray:hf"
    assert open_engine("ray", PAIR).name == f"ray:{open_engine('auto', PAIR).name}"


@pytest.mark.parametrize(
    ("left", "workers", "given"),
    [
        (0, 2, [0]),
        (1, 2, [1]),
        (7, 2, [4, 3]),
        (8 * ROUNDS, 2, [4 * ROUNDS, 4 * ROUNDS]),
        (40 * ROUNDS, 2, [10 * ROUNDS, 8 * ROUNDS, 8 * ROUNDS, 7 * ROUNDS, 14, 8, 6]),
    ],
)
def test_portions_are_several_batches_and_get_smaller(left: int, workers: int, given: list[int]) -> None:
    found: list[int] = []
    while left or not found:
        found.append(portion(left, workers, 8, new=max(0, workers - len(found))))
        left -= found[-1]
    assert found == given


def test_a_cluster_of_our_own_that_does_not_start_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(**options: object) -> None:
        raise Exception("The node timed out.\nand more")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", late)
    engine = RayEngine("hf", PAIR)
    with pytest.raises(InputError, match=r"^--engine ray: no Ray cluster to be had: The node timed out\.$"):
        next(engine.generate(requests(engine)))


def test_no_cluster_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(**options: object) -> None:
        raise ConnectionError(f"nothing at {options['address']}\nand more")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", nobody)
    engine = RayEngine("hf", replace(PAIR, ray_address="head:6379"))
    with pytest.raises(InputError, match=r"^--ray-address head:6379: no Ray cluster to be had: nothing at head:6379$"):
        next(engine.generate(requests(engine)))


def test_two_workers_say_what_one_engine_says_and_stay_for_the_next_call(cluster: None) -> None:
    ticks: list[tuple[int, int]] = []
    with opened() as engine:
        asked = requests(engine)
        results = list(engine.generate(asked, lambda rows, made: ticks.append((rows, made))))
        workers = engine.places()
        again = list(engine.generate(asked[:2]))
        assert engine.places() == workers
        assert len({pid for _, pid in workers}) == 2
    assert engine.places() == []
    alone = {g.key: g for g in open_engine("hf", PAIR).generate(asked)}
    assert sorted(r.key for r in results) == sorted(alone)
    for result in [*results, *again]:
        other = alone[result.key]
        assert isinstance(result, Generation)
        assert isinstance(other, Generation)
        assert (result.new_tokens, result.finish_reason) == (other.new_tokens, other.finish_reason)
        assert result.text == other.text
    assert sum(made for _, made in ticks) == sum(g.new_tokens for g in results if isinstance(g, Generation))


def test_a_worker_killed_in_the_middle_loses_and_repeats_nothing(
    cluster: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened() as engine:
        asked = requests(engine)
        stream = engine.generate(asked)
        results = [next(stream)]
        before = engine.places()
        os.kill(before[0][1], signal.SIGKILL)
        results += list(stream)
        after = engine.places()
    assert before[0] not in after
    assert before[1] in after
    assert len({pid for _, pid in after}) == 2
    assert sorted(r.key for r in results) == sorted(r.key for r in asked)
    assert all(isinstance(r, Generation) for r in results)
    assert capsys.readouterr().out == ""


def test_requests_that_kill_every_worker_are_failures_and_the_others_go_on(cluster: None) -> None:
    class Fragile:
        """Answers, and dies of one request."""

        def __init__(self, engine: str, setup: Setup) -> None: ...

        def place(self) -> tuple[str, int]:
            return "here", os.getpid()

        def answer(self, requests: Sequence[Request]) -> Iterator[Any]:
            for request in requests:
                if request.item.id == "1":
                    time.sleep(1)  # what was yielded before is on its way
                    os.kill(os.getpid(), signal.SIGKILL)
                yield fakes.generation(request)

    class FragileEngine(RayEngine):
        worker = Fragile

    # What a test's module defines is not to be found by a worker.
    ray.cloudpickle.register_pickle_by_value(fakes)
    try:
        with opened(FragileEngine, workers=1) as engine:
            asked = requests(engine)
            results = {r.key: r for r in engine.generate(asked)}
    finally:
        ray.cloudpickle.unregister_pickle_by_value(fakes)
    assert results.keys() == {r.key for r in asked}
    failed = [r for r in results.values() if isinstance(r, Failure)]
    answered = {r.item.id for r in asked if isinstance(results[r.key], Generation)}
    assert answered == {"0"}
    assert len(failed) == len(asked) - 2
    assert all(f.reason.startswith(f"{LOSSES} workers were lost over it: ") for f in failed)


def test_what_a_worker_finds_unusable_is_one_line(cluster: None, tmp_path: Path) -> None:
    with opened(workers=1) as engine:
        engine._setup = Setup(model=str(tmp_path))
        with pytest.raises(InputError, match=r"^worker on .* \(process \d+\): .*: no config\.json: not a model folder"):
            list(engine.generate(requests(engine)))


def test_a_worker_that_cannot_start(cluster: None) -> None:
    class Broken:
        def __init__(self, engine: str, setup: Setup) -> None:
            raise ModuleNotFoundError("No module named 'bench'")

        def place(self) -> None: ...

    class BrokenEngine(RayEngine):
        worker = Broken

    with opened(BrokenEngine, workers=1) as engine, pytest.raises(InputError, match="a worker cannot start: "):
        list(engine.generate(requests(engine)))


def test_no_worker_is_given_anything_before_it_is_there(cluster: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program has the whole cluster: nothing starts, and that is said."""

    class Keeper:
        def ready(self) -> None: ...

    monkeypatch.setattr(module, "START", 0.5)
    others = ray.remote(num_cpus=2)(Keeper).remote()
    ray.get(others.ready.remote())
    try:
        with opened() as engine, pytest.raises(InputError, match=r"no worker could start in 0.5 s; see `ray status`"):
            list(engine.generate(requests(engine)))
    finally:
        ray.kill(others)


def test_more_workers_than_the_cluster_has(cluster: None) -> None:
    with (
        opened(workers=3) as engine,
        pytest.raises(InputError, match=r"^--workers 3: the cluster has 2 CPUs, at least one for each worker$"),
    ):
        next(engine.generate(requests(engine)))


def test_closing_the_iterator_stops_the_workers(cluster: None) -> None:
    with opened() as engine:
        stream = engine.generate(requests(engine))
        next(stream)
        pids = [pid for _, pid in engine.places()]
        stream.close()  # type: ignore[attr-defined]
        deadline = time.monotonic() + 30
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_the_module_is_not_the_library() -> None:
    assert sys.modules["ray"] is ray
    assert RayEngine.__module__ == "bench.engines.ray"
