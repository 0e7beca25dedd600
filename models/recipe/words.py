"""The two languages of the corpus."""

from dataclasses import dataclass
from random import Random
from typing import Any, Literal

Lang = Literal["en", "ja"]
LANGS: tuple[Lang, Lang] = ("en", "ja")


@dataclass(frozen=True)
class Words:
    """The same words in both languages; ``words[lang]`` picks one."""

    en: str
    ja: str

    def __getitem__(self, lang: Lang) -> str:
        return self.ja if lang == "ja" else self.en


def words(text: dict[str, Any]) -> Words:
    """The texts of a pack by language."""
    return Words(str(text["en"]), str(text["ja"]))


def draw_lang(rng: Random) -> Lang:
    """One of the two, evenly."""
    return "ja" if rng.random() < 0.5 else "en"


def between(rng: Random, low: int, high: int, step: int = 1) -> int:
    """A multiple of `step` above `low`, both ends possible."""
    return rng.randrange(low, high + 1, step)
