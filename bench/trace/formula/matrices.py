"""Sums of matrices and multiples of them -> one matrix, entry by entry."""

from collections.abc import Callable

from bench.trace.formula.tree import Node


def combined(node: Node) -> Node:
    """The matrix that a sum, difference or multiple of matrices is; any other formula stays as it is."""
    if node.kind == "group":
        inner = combined(node.args[0])
        return inner if inner.kind == "matrix" else node
    if node.kind == "neg":
        inner = combined(node.args[0])
        return _mapped(inner, lambda entry: Node("neg", (entry,))) if inner.kind == "matrix" else node
    if node.kind not in ("+", "-", "*"):
        return node
    left, right = combined(node.args[0]), combined(node.args[1])
    if node.kind == "*":
        if left.kind == "matrix" or right.kind != "matrix":
            return node
        return _mapped(right, lambda entry: Node("*", (left, entry)))
    shapes = [[len(row.args) for row in side.args] if side.kind == "matrix" else None for side in (left, right)]
    if shapes[0] is None or shapes[0] != shapes[1]:
        return node
    rows = zip(left.args, right.args, strict=True)
    return Node(
        "matrix",
        tuple(Node("row", tuple(Node(node.kind, pair) for pair in zip(a.args, b.args, strict=True))) for a, b in rows),
    )


def _mapped(matrix: Node, change: Callable[[Node], Node]) -> Node:
    return Node("matrix", tuple(Node("row", tuple(change(entry) for entry in row.args)) for row in matrix.args))
