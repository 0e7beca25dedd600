"""What a pack's template draws, in the form of `draws.Numbers`."""

import re
from collections.abc import Mapping
from typing import Any

from bench.expressions import Expression
from bench.packs.compiled import Case, Template
from bench.packs.schema import Variable

from .formulas import Formula, translate


def numbers(template: Template, case: Case) -> dict[str, Any]:
    """What a template draws in a variant."""
    variables = {**template.spec.vars, **case.vars}
    return {
        "vars": {name: variable(each) for name, each in variables.items()},
        "derive": {name: formula(each) for name, each in template.derive.items()},
        "where": [formula(each) for each in case.where],
    }


def variable(each: Variable) -> dict[str, Any]:
    """A range, or the values and texts of a choice."""
    if each.range is not None:
        return {"range": [*each.range, each.step]}
    values = each.numbers or []
    if isinstance(each.choice, dict):
        shown = {lang: [str(value) for value in each.choice[lang]] for lang in ("en", "ja")}
    else:
        shown = {lang: [str(value) for value in values] for lang in ("en", "ja")}
    return {"value": values, "shown": shown}


def formula(expression: Expression) -> Formula:
    """A parsed formula in the recipe's form."""
    return translate(expression.tree)


def plain(text: Mapping[Any, str]) -> dict[str, str]:
    """Texts whose placeholders `str.format` can fill: ``{e.name}`` becomes ``{e_name}``."""
    return {lang: re.sub(r"\{([eo])\.([A-Za-z0-9_]{1,30})\}", r"{\1_\2}", words) for lang, words in text.items()}
