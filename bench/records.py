"""The records that flow from a pack to a report: Item, Request, Generation, Trace, Judgment.

Each is frozen and typed, and goes to disk as one JSON line, unchanged. A stage takes the record before it and returns
the next; behaviour lives in the stages, not here. All spans are ``(start, end)``, half open, in Unicode code points of
the generated text. Exact numbers travel as canonical strings (``"3776"``, ``"7/2"``), never as floats.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic.dataclasses import dataclass

Span = tuple[int, int]
PackFamily = Literal["arithmetic", "entity_ladder", "travel"]
"""What a pack asks."""
Family = Literal[PackFamily, "imported"]
"""``imported``: questions of another tool's log (`bench.interop`), each its own draw of one template."""
Lang = Literal["en", "ja"]
Outcome = Literal["right", "wrong", "ambiguous", "none", "truncated", "limit"]
Elicit = Literal["none", "ask", "prefill"]


class Record(BaseModel):
    """Base of all records: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_PART = ConfigDict(extra="forbid")
"""Of what a trace has a hundred: the rules of a `Record`, in slots, which take a quarter of its memory."""


# ---------------------------------------------------------------- Item: one question, with what its check needs


class Stop(Record):
    """A place of a closed travel world."""

    id: str
    """Unique within the world."""
    names: dict[str, str]
    """Language -> name; a plan may use any of them."""
    cost: int
    """Entry, yen a person."""
    open: str
    """Opening time, ``HH:MM``."""
    close: str
    """Closing time, ``HH:MM``."""
    min_minutes: int
    """The shortest sensible stay, minutes."""
    lat: float | None = None
    """Latitude, degrees; None in worlds that give no positions."""
    lon: float | None = None
    """Longitude, degrees."""
    departures: tuple[str, ...] = ()
    """A ride: when it leaves, ``HH:MM``; it begins at no other time."""


class Inn(Record):
    """A place to sleep in a closed travel world."""

    id: str
    names: dict[str, str]
    """Language -> name."""
    cost: int
    """Yen a night: of a person, or of a room where `sleeps` is given."""
    sleeps: int | None = None
    """Travellers that a room holds."""


class Constraint(Record):
    """One requirement that a travel plan must meet, by the name of a registered predicate."""

    id: str
    level: Literal["commonsense", "hard"]
    """The pack's ``class``: what any plan must meet, or what this request asks for."""
    check: str
    """Registered predicate, e.g. ``day_count``."""
    args: dict[str, JsonValue] = {}
    """Arguments with this instance's numbers filled in."""


class World(Record):
    """What a travel plan is judged against. A free question has constraints but no places."""

    days: int
    party: int = 1
    """Travellers."""
    constraints: tuple[Constraint, ...]
    stops: tuple[Stop, ...] = ()
    inns: tuple[Inn, ...] = ()


class Derivation(Record):
    """The gold as a formula, to be computed again from another value of the fact."""

    expr: str
    """In the packs' expression language."""
    values: dict[str, str]
    """Name -> exact number, for every name of the formula but the fact's."""
    fact: str
    """Name of the fact in the formula, e.g. ``e.elevation_m``."""


class Reference(Record):
    """What the check of an item compares with."""

    gold: str | None = None
    """The right answer, exact and canonical; None where there is no single one (travel)."""
    unit: str | None = None
    """Unit of the gold, e.g. ``JPY``, ``m``, ``min``."""
    low: str | None = None
    """Least accepted value where the fact behind the gold has a tolerance; with `high`, inclusive."""
    high: str | None = None
    ambiguous: tuple[str, ...] = ()
    """Values that another reading of the fact gives (Oyama's height for Tateyama's): neither right nor wrong."""
    from_memory: str | None = None
    """Counterfactual book: what the true fact would give; an answer that equals it ignored the text."""
    fact: str | None = None
    """Ladder: the true value of the fact that the item turns on."""
    fact_unit: str | None = None
    derivation: Derivation | None = None
    """Closed book: how the gold follows from the fact."""
    steps: dict[str, str] = {}
    """Named intermediate values, to score the trace."""
    world: World | None = None


class Item(Record):
    """One question: a template's instance in one language, variant and book."""

    id: str
    """Unique in a run: ``pack/template/instance/variant/book/entity/lang``; the same for all arms."""
    pack: str
    template: str
    """The item's id within its pack."""
    family: Family
    instance: int
    """Index of the draw; variants, languages, books and arms of one draw share its numbers."""
    lang: Lang
    variant: str = "base"
    book: str | None = None
    """Ladder: probe, closed, open, open_noise, masked or counterfactual."""
    entity: str | None = None
    """Ladder: the row of the fact table that is asked about."""
    entity_name: str | None = None
    """Its name in the item's language."""
    rung: int | None = None
    """Ladder: 1 = everybody knows it … 5 = only in the official list."""
    band: tuple[int, int] | None = None
    """Ladder: least and greatest fact of the entities that the template is asked of; None where any will do."""
    question: str
    """The rendered question, without context and answer line."""
    context: str = ""
    """A book's reference text; comes before the question."""
    answer_line: str = ""
    """What the answer should look like; comes after the question."""
    check: str
    """Registered check that judges the answer, e.g. ``number``."""
    reference: Reference


# ---------------------------------------------------------------- Request and Generation: what is asked, what came back


class Sampling(Record):
    """How tokens are chosen. Temperature 0 is greedy; then `top_p` and `top_k` do nothing."""

    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    """0: all tokens."""
    max_new_tokens: int = 512


class Request(Record):
    """One generation that a run owes."""

    key: str
    """SHA-256 of everything that decides the text: weights, adapter, quantisation, prompt tokens, sampling, sample."""
    item: Item
    arm: str
    """``base``, ``adapter``, …"""
    adapter: str | None = None
    """Key of the adapter that is applied; None for the base."""
    strength: float = 1.0
    """Factor on the adapter's contribution."""
    format: str
    """``alpaca``, ``chat`` or ``raw``."""
    elicit: Elicit = "none"
    """How reasoning is elicited: not at all, by asking for it, or by beginning the response (`bench.prompts`)."""
    sample: int = 0
    """Index among repeated samples of one prompt."""
    prompt: str
    """The whole text before the first generated token."""
    prefilled: str = ""
    """End of `prompt` that already opens the response, e.g. ``<think>\\n`` or ``Step 1:``; not the model's words."""
    sampling: Sampling
    seed: int = 0
    """Seed of this request's random stream; unused when greedy."""


class Generation(Record):
    """What an engine returned for one request."""

    key: str
    """The request's."""
    text: str
    """Everything generated, untrimmed, special tokens included."""
    prompt_tokens: int | None
    """Tokens of the prompt, padding not counted; as the three below None where an imported log does not say."""
    new_tokens: int | None
    """Tokens generated, padding not counted; the end-of-text token counts."""
    finish_reason: Literal["stop", "length"] | None
    """``stop``: the model ended the text itself; ``length``: its token budget did; None: judged by the text's end."""
    seconds: float | None
    """Wall time from the start of the row's batch to its last token."""
    engine: str
    """Engine and version that made it."""


class Failure(Record):
    """A request that its engine could not answer: no generation, and no wrong answer either."""

    key: str
    """The request's."""
    reason: str
    """In one line, e.g. ``the server dropped the connection (3 tries)``."""


# ---------------------------------------------------------------- Trace: what the text says


class Answer(Record):
    """The stated final answer."""

    status: Literal["stated", "none", "conflicting"]
    text: str | None = None
    """The words that state it."""
    value: str | None = None
    """Canonical: ``3776``, ``7/2``, ``x**2 + 1``."""
    unit: str | None = None
    span: Span | None = None
    verdict: Literal["right", "wrong", "unparsed"] | None = None
    """Against the reference answer; None without one."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_PART)
class Candidate:
    """A passage that states a candidate for the final answer."""

    span: Span
    value: str
    right: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_PART)
class Claim:
    """An arithmetic equality or comparison between numbers that the text asserts."""

    span: Span
    left: str
    relation: str
    right: str
    holds: bool
    """By exact arithmetic, with the rounding that the text declares."""
    retracted: bool = False
    """A later passage takes it back."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_PART)
class Episode:
    """A passage in which the text checks itself or changes its approach."""

    kind: Literal["verification", "backtracking"]
    span: Span
    cue: str
    """The words that give it away."""
    outcome: Literal["confirmed", "corrected", "broke", "changed", "inconclusive"] | None = None


class Health(Record):
    """Whether the text is whole and in the language wanted."""

    truncated: bool
    loop: Span | None = None
    """The repeated tail."""
    languages: dict[str, float] = {}
    """Share of letters by script."""
    language_switches: tuple[Span, ...] = ()


class Trace(Record):
    """The analysis of one generated text; `kenzan trace` writes exactly these fields."""

    id: str
    """The generation's key, or the id of the input line."""
    reasoning: Span | None = None
    response: Span | None = None
    """What the model presents as its answer; None when it was cut off before that."""
    steps: tuple[Span, ...] = ()
    answer: Answer
    candidates: tuple[Candidate, ...] = ()
    claims: tuple[Claim, ...] = ()
    episodes: tuple[Episode, ...] = ()
    health: Health
    metrics: dict[str, float | int | None] = {}


# ---------------------------------------------------------------- Judgment: what it is worth


class ConstraintResult(Record):
    """One constraint of a travel plan, recomputed."""

    id: str
    level: Literal["commonsense", "hard"]
    passed: bool
    detail: str = ""
    """Why it failed."""


class Judgment(Record):
    """The verdict of a check on one generation."""

    key: str
    """The request's."""
    check: str
    outcome: Outcome
    """Never merged: right, wrong, right by another reading of the fact only, no answer stated, cut off before one.

    ``limit``: the text took more than `bench.limits` allow; there is no trace, and it is in no figure.
    """
    reason: str = ""
    """Finer grounds: ``ambiguous``, ``conflicting``, ``unparsed``, ``from_memory``, ``within_tolerance``, a limit, …"""
    value: str | None = None
    """What was compared with the reference."""
    delivery: Literal["strict", "recovered", "none"] | None = None
    """Travel: a valid JSON block, day headings, or no plan."""
    constraints: tuple[ConstraintResult, ...] = ()
    metrics: dict[str, float | int | None] = {}
    """The check's own numbers, e.g. ``step_recall``; None where a number is not defined."""
