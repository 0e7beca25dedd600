r"""Formulas in plain text and LaTeX -> a small tree, and its exact or numeric value.

The text comes from a model and is hostile: nothing is evaluated by Python or sympy, and the depth, the number of tokens
and the size of every intermediate number are bounded. What is outside of the grammar is `Unreadable`, never a guess.
"""

from bench.trace.formula.lexer import OPERATORS, RELATIONS, VULGAR, Token, number, tokens
from bench.trace.formula.matrices import combined
from bench.trace.formula.reading import parse, parse_tokens
from bench.trace.formula.tree import Node, Unreadable, canonical, exact, exact_root, numeric, pair, symbols

__all__ = (
    "OPERATORS", "RELATIONS", "VULGAR", "Node", "Token", "Unreadable", "canonical", "combined", "exact", "exact_root",
    "number", "numeric", "pair", "parse", "parse_tokens", "symbols", "tokens",
)  # fmt: skip
