"""A figure: a drawing, what it says in words, and the numbers behind it."""

from bench.records import Record


class Figure(Record):
    """One figure of a report, in one language."""

    id: str
    """E.g. ``slopes``, or ``slopes-chat-none`` in a run of several prompt formats: ASCII letters, digits, hyphens."""
    title: str
    caption: str
    """How it is to be read, and what it is drawn of."""
    alt: str
    """What it shows, in words: the text alternative."""
    svg: str
    """The drawing: one ``<svg>`` element without style attributes, scripts and references, sized by its ``viewBox``.
    Its ids begin with ``figure-`` and this id."""
    columns: tuple[str, ...]
    """Heads of the table behind it."""
    rows: tuple[tuple[str, ...], ...]
    """Its rows, a text for every column."""
