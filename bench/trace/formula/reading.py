"""A formula as text or tokens -> its tree."""

from bench.trace.formula.lexer import Token, tokens
from bench.trace.formula.parser import tree_of
from bench.trace.formula.tree import Node, Unreadable

MAX_HEIGHT = 200
"""Levels of a tree; those who walk it recurse."""


def parse(text: str) -> Node:
    """The tree of a whole formula; raises `Unreadable`."""
    return parse_tokens(list(tokens(text)))


def parse_tokens(items: list[Token]) -> Node:
    """As `parse`, of tokens that are already there."""
    try:
        node = tree_of(items)
    except (RecursionError, ZeroDivisionError) as error:
        raise Unreadable("nested too deeply") from error
    if len(items) > MAX_HEIGHT and _height(node) > MAX_HEIGHT:
        raise Unreadable("nested too deeply")
    return node


def _height(node: Node) -> int:
    """Levels of a tree, counted without recursion."""
    level, height = [node], 0
    while level:
        height += 1
        level = [part for one in level for part in one.args]
    return height
