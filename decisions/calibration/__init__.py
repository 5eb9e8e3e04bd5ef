"""Calibration: how far assessors agree, who is strict and who mild, and how sure the line is.

Plain ratings in, figures out; knows no model. Scores are per cent of the highest possible, as in
the ranking. Nothing here changes a score: an adjusted one stands beside the raw one, never instead.
The methods, and what they do not tell: docs/decisions/0019-calibration.md.
"""

from decisions.calibration.agreement import Agreement, agreement, alpha
from decisions.calibration.line import Chance, FundingRule, chances, down_the_list
from decisions.calibration.ratings import Key, Rating, Scale, Totals, totals
from decisions.calibration.severity import Adjusted, Calibration, Severity, severity
from decisions.calibration.spread import CaseSpread, Spread, spread

__all__ = [
    "Adjusted",
    "Agreement",
    "Calibration",
    "CaseSpread",
    "Chance",
    "FundingRule",
    "Key",
    "Rating",
    "Scale",
    "Severity",
    "Spread",
    "Totals",
    "agreement",
    "alpha",
    "chances",
    "down_the_list",
    "severity",
    "spread",
    "totals",
]
