"""Words and commands of LaTeX that stand in and around arithmetic, by what they mean there."""

WORD_SIGN = {"equals", "is"}
WORD_OPERATORS = {"x": "×", "X": "×", "times": "×", "plus": "+", "minus": "-"}
HEDGES = frozenset(("約", "about", "approximately", "roughly", "around", "nearly", "almost"))
CURRENCY = frozenset("€£¥₹₩")
VERBS = frozenset((
    "is", "are", "was", "were", "so", "and", "then", "gives", "give", "if", "we", "i", "have", "has", "had",
    "be", "been", "will", "would", "than", "when", "while", "equals",
))  # fmt: skip
"""Words that no unit holds: what stands before them is another clause."""
PROSE = frozenset((
    "of", "in", "for", "with", "that", "which", "the", "a", "an", "to", "from", "or", "but", "because",
    "since", "as", "it", "this", "these", "by", "on", "at", "into", "not",
))  # fmt: skip
"""Words that a long unit may hold ("people from school B"), in doubt."""
FUNCTIONS = frozenset(("gcd", "lcm", "hcf", "max", "min", "mod", "abs", "floor", "ceil", "round", "det", "log", "ln"))
SPACING = frozenset(
    ("\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\qquad", "\\displaystyle", "~", "$", "\\$", "&", "\\(", "\\)")
)
DELIMITERS = frozenset(("\\[", "\\]"))
WRAPPERS = frozenset(
    ("\\boxed", "\\fbox", "\\left", "\\right", "\\big", "\\Big", "\\bigl", "\\bigr", "\\Bigl", "\\Bigr")
)
