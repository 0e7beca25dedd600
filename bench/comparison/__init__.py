"""Judgments of several arms -> the tables that the report shows.

Every number is a mean of one arm, or a paired difference (arm - reference) with an interval, of a selection of the
long table (`bench.comparison.table`).
"""

from bench.comparison.comparing import any_side, by_place, compare, plain
from bench.comparison.metrics import METRICS, values
from bench.comparison.records import (
    BudgetCurve,
    BudgetPoint,
    Comparison,
    ConstraintRate,
    Difference,
    Flips,
    Mean,
    Measure,
    Metric,
    Outcomes,
    Pair,
    Recovery,
    Row,
    SelfChecks,
    Sentence,
    Side,
    StrengthCurve,
    StrengthPoint,
)
from bench.comparison.table import Table, clusters_of

__all__ = [
    "METRICS",
    "BudgetCurve",
    "BudgetPoint",
    "Comparison",
    "ConstraintRate",
    "Difference",
    "Flips",
    "Mean",
    "Measure",
    "Metric",
    "Outcomes",
    "Pair",
    "Recovery",
    "Row",
    "SelfChecks",
    "Sentence",
    "Side",
    "StrengthCurve",
    "StrengthPoint",
    "Table",
    "any_side",
    "by_place",
    "clusters_of",
    "compare",
    "plain",
    "values",
]
