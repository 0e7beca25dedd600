"""Is the option that the answer names the right one? The gold is its letter: ``B``, ``ウ``, ``3``."""

import re
import unicodedata

from bench.checks.stated import unstated
from bench.records import Generation, Item, Judgment, Outcome, Trace

_OPTION = re.compile(
    r"[\s(\[{「『*]{0,8}(?:option |choice |選択肢)?([A-Z]|[ア-ン]|[0-9]{1,2})(?![A-Z0-9ァ-ヶー])",
    re.I,
)


def judge(item: Item, generation: Generation, trace: Trace) -> Judgment:
    """Compare the option that the stated answer begins with.

    Outcome and reason
    ------------------
    right : ``exact``
    wrong : ``option`` or ``conflicting``
    none : ``not_stated``, or ``unparsed`` where what is stated begins with no option
    truncated : ``budget``
    """
    option = option_of(trace.answer.text or "")
    outcome, reason = unstated(trace) or _compared(option, item.reference.gold)
    return Judgment(key=generation.key, check="choice", outcome=outcome, reason=reason, value=option)


def option_of(answer: str) -> str | None:
    """The letter of an answer: ``B``, ``(b) Kyoto``, ``選択肢ウ``; None where it begins with none.

    >>> option_of("(b) Kyoto")
    'B'
    """
    found = _OPTION.match(unicodedata.normalize("NFKC", answer[:100]))
    return found[1].upper() if found else None


def _compared(option: str | None, gold: str | None) -> tuple[Outcome, str]:
    if option is None:
        return "none", "unparsed"
    return ("right", "exact") if option == option_of(gold or "") else ("wrong", "option")
