"""The verdict's sentences as the page groups them: an arm's summary first, then family by family, then the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.comparison import Comparison, Sentence
from bench.records import Lang
from bench.report.words import Words

Told = tuple[str, str]
"""Kind and text of a sentence."""


@dataclass(frozen=True)
class Group:
    """Sentences about one family, in one prompt format."""

    title: str
    sentences: tuple[Told, ...]


@dataclass(frozen=True)
class Part:
    """Sentences about one arm; with one arm beside the reference, all that are about a family or the arm."""

    arm: str | None
    leads: tuple[Told, ...]
    """What sums it up."""
    groups: tuple[Group, ...]
    rest: tuple[Told, ...]


def parts(comparison: Comparison, lang: Lang, words: Words) -> Iterator[Part]:
    """The verdict, arm by arm, and last what is about all arms."""
    others = comparison.arms[1:]
    apart = len(others) > 1
    for arm in [*others, None] if apart else [None]:
        own = [s for s in comparison.verdict if not apart or s.arm == arm]
        if own:
            leads = tuple((s.kind, s.texts[lang].removeprefix(f"{arm} · ")) for s in own if s.topic == "summary")
            rest = tuple((s.kind, s.texts[lang]) for s in own if s.topic != "summary" and not s.family)
            yield Part(arm, leads, tuple(_groups(own, comparison, lang, words)), rest)


def _groups(own: Sequence[Sentence], comparison: Comparison, lang: Lang, words: Words) -> Iterator[Group]:
    formats = len({row.format for row in comparison.families}) > 1
    for family, format in dict.fromkeys((s.family, s.format) for s in own if s.family):
        name = words["families"][family]
        told = [s for s in own if (s.family, s.format) == (family, format)]
        title = f"{name}, {format}" if formats and format else name
        yield Group(title, tuple((s.kind, _under(s.texts[lang], s.arm, name, comparison.arms)) for s in told))


def _under(text: str, arm: str | None, name: str, arms: Sequence[str]) -> str:
    """A sentence under headings that name arm and family already."""
    rest = text.removeprefix(f"{arm} · ")
    joint = next((joint for joint in (", ", "・", ": ", "：") if rest.startswith(name + joint)), None)
    if joint is None:
        return text
    rest = rest[len(name + joint) :]
    return rest if rest.startswith(tuple(arms)) else rest[:1].upper() + rest[1:]
