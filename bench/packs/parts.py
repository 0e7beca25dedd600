"""What all parts of a pack's format share: the base class and the kinds of words."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from bench.records import Lang

Text = dict[Lang, Annotated[str, StringConstraints(min_length=1, max_length=4000)]]
"""Language -> text."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Scalar = int | Annotated[str, StringConstraints(min_length=1, max_length=500)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,29}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Formula = Annotated[str, StringConstraints(min_length=1, max_length=500)]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Part(BaseModel):
    """Base of all parts of a pack."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, use_attribute_docstrings=True
    )
