"""Was an answer stated at all? The outcomes that every check of a stated answer shares."""

import re
import unicodedata

from bench.records import Outcome, Trace


def unstated(trace: Trace) -> tuple[Outcome, str] | None:
    """Outcome and reason where there is no one answer to compare; None where there is.

    none : ``not_stated``
    truncated : ``budget``
    wrong : ``conflicting``, two different final answers side by side
    """
    if trace.answer.status == "none":
        return ("truncated", "budget") if trace.health.truncated else ("none", "not_stated")
    if trace.answer.status == "conflicting":
        return "wrong", "conflicting"
    return None


def folded(words: str) -> str:
    """Words as they are compared: compatibility forms, case, white space and marks at the ends do not matter."""
    plain = unicodedata.normalize("NFKC", words[:2000]).casefold()
    return re.sub(r"\s+", " ", plain).strip(" .,:;!?\"'`*_()[]{}<>。、・「」『』“”‘’")
