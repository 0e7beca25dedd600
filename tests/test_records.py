from dataclasses import FrozenInstanceError, asdict

import pytest
from pydantic import ValidationError

import fakes
from bench.plan import Arm, plan
from bench.records import (
    Claim,
    Constraint,
    Episode,
    Generation,
    Item,
    Judgment,
    Record,
    Reference,
    Request,
    Stop,
    Trace,
    World,
)

WORLD = World(
    days=4,
    party=2,
    constraints=(
        Constraint(id="days", level="hard", check="day_count", args={"equals": 4, "except": ["hotel", None]}),
    ),
    stops=(
        Stop(
            id="dam", names={"ja": "黒部ダム"}, cost=0, open="08:00", close="17:00", min_minutes=90, lat=36.5, lon=137.6
        ),
    ),
)
REQUEST = plan(
    [fakes.item(reference=Reference(world=WORLD), question="改行\nと \u2028 と \x00 と 𝟛")],
    fakes.EchoEngine(),
    arms=[Arm("base")],
    formats=["chat"],
    samples=1,
    sampling=fakes.GREEDY,
    seed=1,
)[0]
RECORDS: list[Record] = [
    REQUEST.item,
    REQUEST,
    fakes.generation(REQUEST, "text\n<|im_end|>\u2029\x85"),
    fakes.trace("k", checks=["confirmed"], steps=3, claims=2),
    fakes.judgment("k", "truncated"),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: type(r).__name__)
def test_a_record_is_one_json_line_and_comes_back_unchanged(record: Record) -> None:
    line = record.model_dump_json()
    assert "\n" not in line
    assert type(record).model_validate_json(line) == record
    assert type(record).model_validate_json(line).model_dump_json() == line


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: type(r).__name__)
def test_records_are_frozen_and_refuse_unknown_keys(record: Record) -> None:
    field = next(iter(type(record).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(record, field, "other")
    with pytest.raises(ValidationError, match="Extra inputs"):
        type(record).model_validate({**record.model_dump(), "typo": 1})


@pytest.mark.parametrize("kind", [Item, Request, Generation, Trace, Judgment])
def test_required_fields_are_required(kind: type[Record]) -> None:
    with pytest.raises(ValidationError, match="Field required"):
        kind.model_validate({})


@pytest.mark.parametrize(("field", "kind"), [("claims", Claim), ("episodes", Episode)])
def test_the_parts_of_a_trace_keep_the_same_rules(field: str, kind: type[Claim | Episode]) -> None:
    trace = fakes.trace("k", checks=["confirmed"], claims=1)
    (part,) = getattr(trace, field)
    assert isinstance(part, kind)
    with pytest.raises(FrozenInstanceError):
        part.span = (3, 4)
    with pytest.raises(ValidationError, match="Unexpected keyword argument"):
        Trace.model_validate({**trace.model_dump(), field: ({**asdict(part), "typo": 1},)})
    assert not hasattr(part, "__dict__")
