"""Where an approach is given up or changed: "that doesn't work", "alternatively", いや、違う, 別の方法で.

Words that offer a second approach in order to check the first one ("another way to verify") are no backtracking, nor is
"instead" in ordinary prose.
"""

from collections.abc import Sequence

from bench.records import Span
from bench.trace.evidence import Observed

_TURNS = ("given_up", "restart", "denial", "admit", "other", "turn")
"""The moves that turn away from an approach, the surest first."""
_UNSURE = ("doubt", "hesitation")


def backtrackings(observed: Sequence[Observed], taken: Sequence[bool]) -> list[tuple[Span, Span]]:
    """Passages that turn away from an approach, each with the span of its cue; neighbours are one passage.

    Parameters
    ----------
    observed : the sentences, in order.
    taken : for each, whether it belongs to a verification.
    """
    found: list[tuple[Span, Span]] = []
    last = -2
    for i, sentence in enumerate(observed):
        asked = i > 0 and "question" in observed[i - 1].features
        cue = None if taken[i] else _turn(sentence, asked=asked)
        if cue is None:
            continue
        if last == i - 1:
            found[-1] = ((found[-1][0][0], sentence.span[1]), found[-1][1])
        else:
            found.append((sentence.span, cue))
        last = i
    return found


def _turn(sentence: Observed, *, asked: bool) -> Span | None:
    """The words by which a sentence turns away; `asked`: it follows a question, so that a mere "no" answers it."""
    moves = sentence.moves
    name = next((name for name in _TURNS if name in moves), None)
    if name is None:
        return None
    if name in ("other", "turn", "restart", "admit") and "check" in moves:
        return None
    if name == "denial" and asked and "doubt" not in moves:
        return None
    if name == "admit" and not sentence.features.isdisjoint(("maybe", "question")):
        return None
    if name == "turn" and not any(word in moves for word in _UNSURE):
        return None
    return moves[name]
