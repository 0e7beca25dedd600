"""The fields of a pack, as types: what stands in the YAML, before anything is computed. Unknown keys are errors."""

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)

from bench.packs.parts import Formula, Line, Name, Part, Scalar, Slug, Text
from bench.packs.sandbox import Sandbox
from bench.packs.tables import Table, TableSource
from bench.records import Lang, PackFamily

MOST = 10**15
"""Greatest number that a pack may draw or name."""
Whole = Annotated[int, Field(ge=-MOST, le=MOST)]
Values = Annotated[list[Scalar], Field(min_length=1, max_length=1000)]
Choice = Annotated[
    Annotated[Values, Tag("list")] | Annotated[dict[Lang, Values], Tag("by language")],
    Discriminator(lambda value: "by language" if isinstance(value, dict) else "list"),
]
"""Values, or values by language."""


class Variable(Part):
    """What is drawn for an instance: a whole number from a range, or one of some values."""

    range: list[Whole] | None = Field(None, alias="int", min_length=2, max_length=2)
    """Least and greatest value, inclusive."""
    step: int = Field(1, ge=1, le=MOST)
    """Of a range: from one value to the next."""
    choice: Choice | None = None
    """Values; by language: one index is drawn and used in all of them."""
    value: list[Scalar] | None = None
    """What a choice by language stands for in expressions and constraints (the number of a month, the id of a stop)."""

    @model_validator(mode="after")
    def _one_kind(self) -> "Variable":
        if (self.range is None) == (self.choice is None):
            raise ValueError("give either `int: [low, high]` or `choice: […]`")
        if self.range is not None and self.range[0] > self.range[1]:
            raise ValueError(f"the range [{self.range[0]}, {self.range[1]}] is empty; low comes first")
        if self.range is None and "step" in self.model_fields_set:
            raise ValueError("`step` belongs to `int: [low, high]`")
        if self.choice is not None and len({len(values) for values in self.lists()}) != 1:
            raise ValueError("all lists of a choice must have the same length: one index goes into each")
        if self.value is not None and not isinstance(self.choice, dict):
            raise ValueError("`value` belongs to a choice by language")
        return self

    def lists(self) -> list[list[Scalar]]:
        """All lists that one index goes into."""
        found = list(self.choice.values()) if isinstance(self.choice, dict) else [self.choice or []]
        return [*found, self.value] if self.value is not None else found

    @property
    def numbers(self) -> list[Scalar] | None:
        """The list that expressions see; None for a range."""
        if isinstance(self.choice, dict):
            return self.value if self.value is not None else next(iter(self.choice.values()))
        return self.choice

    @property
    def numeric(self) -> bool:
        """Whether expressions may use it."""
        if self.range is not None:
            return True
        same = self.value is not None or not isinstance(self.choice, dict) or len({*map(tuple, self.lists())}) == 1
        return same and all(isinstance(v, int) for v in self.numbers or [])


Domain = Literal["positive_integer", "nonnegative_integer", "integer", "positive", "rational"]


class Gold(Part):
    """The formula of the right answer."""

    expr: Formula
    unit: Line | None = None
    domain: Domain = "rational"


class Check(Part):
    """A second derivation: another formula, or an equation and its unknown."""

    expr: Formula | None = None
    solve: list[Formula] | None = Field(None, min_length=2, max_length=2)

    @model_validator(mode="after")
    def _one_kind(self) -> "Check":
        if (self.expr is None) == (self.solve is None):
            raise ValueError("give either `expr` or `solve: [equation, x]`")
        return self


class Anchor(Part):
    """One instance that was worked by hand."""

    vars: dict[Name, Scalar]
    gold: int | float | Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,30}(/[1-9][0-9]{0,29})?$")]
    """A number; a fraction as text (``"7/2"``)."""

    entity: str | None = None
    """Ladder: the row that it is about."""

    @property
    def exact(self) -> Fraction:
        """The gold without rounding."""
        return Fraction(self.gold if isinstance(self.gold, int | str) else repr(self.gold))


class Step(Part):
    """A named intermediate value."""

    id: Slug
    name: Text | None = None
    """What the value is, a short noun phrase: "the notebooks cost"."""
    expr: Formula


class Variant(Part):
    """The same instance, changed in one respect."""

    text: Text | None = None
    """Another wording of the whole question: it may leave out a name, no number that the gold needs."""
    insert: Text | None = None
    """A clause that goes to ``{insert}`` in the text, before its last sentence where there is none."""
    expect: Literal["same_gold"] | None = None
    vars: dict[Name, Variable] = {}
    where: list[Formula] = []
    gold: Gold | None = None
    check: Check | None = None
    steps: list[Step] | None = None


class DatasetFields(Part):
    """Which fields of a row are what."""

    question: Line = "question"
    answer: Line = "answer"


class DatasetGold(Part):
    """Where the gold stands in a row's answer."""

    after: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    """What stands before it: ``####`` in GSM8K; without it the whole answer is the number."""


class DatasetSource(Part):
    """Rows of a dataset in place of a text, read with `datasets` when they are needed."""

    dataset: Annotated[str, StringConstraints(pattern=r"^(\./)?[A-Za-z0-9][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+){0,5}$")]
    """Hub id (``openai/gsm8k``), or a folder beside the pack (``./rows``)."""
    config: Line | None = None
    split: Line = "train"
    revision: Line | None = None
    """Commit or tag of a dataset on the hub."""
    fields: DatasetFields = DatasetFields()
    gold: DatasetGold = DatasetGold()
    unit: Line | None = None
    lang: Lang | None = None
    """Language of the rows; by default the pack's first."""


class Probe(Part):
    """The bare fact, asked once of each entity in use."""

    text: Text
    gold: Gold


class Book(Part):
    """What the prompt says about the fact."""

    context: Text | None = None
    rename: Text | None = None
    """Takes the place of the entity's name."""
    place: Text | None = None
    """Takes the place of ``e.place``."""
    vars: dict[Name, Variable] = {}
    bind: dict[str, Formula] = {}
    """Field of the entity -> the expression that it is supposed to be."""


class Pairing(Part):
    """Which entities an instance is asked of: one of each rung in turn, or always the same two or three."""

    per_instance: Literal["all_rungs", "named"] = "all_rungs"
    first: list[str] = []
    """All rungs: entities that come first in their rung's rotation."""
    entities: list[str] | None = Field(None, min_length=2, max_length=3)
    """Named, a minimal pair: the entities, on different rungs."""
    band: list[int] | None = Field(None, min_length=2, max_length=2)
    """All rungs: least and greatest fact of an entity that is asked of, so that rungs differ in fame alone."""

    @model_validator(mode="after")
    def _one_kind(self) -> "Pairing":
        if (self.per_instance == "named") != (self.entities is not None):
            raise ValueError("`per_instance: named` needs `entities: [a, b]`, and only it has them")
        if self.entities and (self.first or self.band):
            raise ValueError("`first` and `band` belong to `per_instance: all_rungs`")
        if self.band and self.band[0] > self.band[1]:
            raise ValueError(f"the band {self.band} is empty; low comes first")
        return self


class Open(Part):
    """A part whose further keys are arguments."""

    model_config = ConfigDict(
        frozen=True, extra="allow", strict=True, populate_by_name=True, use_attribute_docstrings=True
    )

    @property
    def args(self) -> dict[str, Any]:
        """The further keys."""
        return dict(self.model_extra or {})


class ConstraintSpec(Open):
    """One requirement; its further keys are the predicate's arguments, names of variables standing for their values."""

    id: Slug
    level: Literal["commonsense", "hard"] = Field(alias="class")
    check: str


class Mutation(Open):
    """A change that spoils the witness; its one further key names the change."""

    breaks: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_change(self) -> "Mutation":
        if len(self.args) != 1:
            raise ValueError("a mutation is one change (`drop_day: last`) and what it `breaks`")
        return self


class PlanFormat(Part):
    """How a plan is to be written."""

    format: Literal["json_block"] = "json_block"
    schema_: Literal["plan/1"] = Field("plan/1", alias="schema")
    fallback: Literal["headings"] | None = None
    """``headings``: day headings are read where there is no valid block."""


class Witness(Part):
    """A plan that meets all constraints: the cheapest one of a closed world, or places laid out over the days."""

    solver: Literal["cheapest"] | None = None
    stops: list[str] | None = Field(None, min_length=1)
    """Names of places; the same number a day."""

    @model_validator(mode="after")
    def _one_kind(self) -> "Witness":
        if (self.solver is None) == (self.stops is None):
            raise ValueError("give either `solver` or `stops`")
        return self


class ItemSpec(Part):
    """A template: one question with drawn numbers, in every language."""

    id: Slug
    family: PackFamily
    text: Text = {}
    source: DatasetSource | None = None
    """In place of the text and all that belongs to it."""
    judge: Slug | None = None
    """The check that judges an answer: number, choice, text, or one of a plug-in; by default the family's own."""
    instances: int = Field(1, ge=1, le=10_000)
    """Draws in a run of the pack's own size."""
    vars: dict[Name, Variable] = {}
    derive: dict[Name, Formula] = {}
    """Further numbers, computed from the drawn ones, in order."""
    where: list[Formula] = []
    gold: Gold | None = None
    check: Check | None = None
    anchor: Anchor | None = None
    steps: list[Step] = []
    variants: dict[Slug, Variant] = {}
    # entity ladder
    entity: str | None = None
    """The table that it is about."""
    accept_if_fact_within_tolerance: bool = False
    probe: Probe | None = None
    books: dict[str, Book] = {}
    pairing: Pairing = Pairing()
    # travel
    plan: PlanFormat | None = None
    constraints: list[ConstraintSpec] = []
    sandbox: Sandbox | None = None
    solver: dict[Name, Literal["min_cost"]] = {}
    slack: dict[Slug, Annotated[float, Field(ge=1, le=100)]] = {}
    """Variant -> factor on the cheapest plan."""
    witness: Witness | None = None
    mutations: list[Mutation] = []


class PackSpec(Part):
    """A whole pack."""

    format: Literal["pack/1"] = Field(alias="schema")
    id: Slug
    version: str
    title: Text
    licence: Line
    provenance: Literal["original", "derived"]
    source: TableSource | None = None
    """Of a derived pack."""
    canary: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """Lets anybody search training data for the pack."""
    languages: list[Lang] = Field(min_length=1)
    answer_line: Text = {}
    tables: dict[Name, Table] = {}
    items: list[ItemSpec] = Field(min_length=1, max_length=500)

    @field_validator("languages")
    @classmethod
    def _once(cls, languages: list[Lang]) -> list[Lang]:
        if len(set(languages)) != len(languages):
            raise ValueError("a language stands twice")
        return languages

    @field_validator("version")
    @classmethod
    def _semver(cls, version: str) -> str:
        if not re.fullmatch(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}", version):
            raise ValueError("a version is three numbers, e.g. 1.0.0")
        return version

    @model_validator(mode="after")
    def _provenance(self) -> "PackSpec":
        if (self.provenance == "derived") != (self.source is not None):
            raise ValueError(
                "`provenance: derived` needs `source` with name, url, as_of and licence; original has none"
            )
        return self
