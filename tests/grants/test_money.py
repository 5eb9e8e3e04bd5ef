"""Amounts are read as people write them, written as they read them, and shared to the last öre."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from grants.money import KRONA, ORE, kr, ratio, ratio_text, round_sek, share_out, to_sek

amounts = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@pytest.mark.parametrize(
    ("written", "sek"),
    [
        ("1 640 000", "1640000.00"),
        ("1640000", "1640000.00"),
        ("1 640 000,50 kr", "1640000.50"),
        ("1\u00a0640\u00a0000\u00a0kr", "1640000.00"),
        ("1\u202f640\u202f000,5", "1640000.50"),
        (" 35000 kronor ", "35000.00"),
        ("SEK 35 000", "35000.00"),
        ("35 000 SEK", "35000.00"),
        ("35 000:-", "35000.00"),
        ("0", "0.00"),
        ("12.75", "12.75"),
        (1640000, "1640000.00"),
        (Decimal("0.5"), "0.50"),
    ],
)
def test_an_amount_is_read_as_swedes_write_it(written, sek):
    assert to_sek(written) == Decimal(sek)
    assert to_sek(written).as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "Write the amount in digits"),
        ("a lot", "Write the amount in digits"),
        ("1 64 000", "Write the amount in digits"),
        ("1.640.000", "Write the amount in digits"),
        ("1.640", "Write the amount in digits"),
        ("1,640,000", "Write the amount in digits"),
        ("12,345", "Write the amount in digits"),
        ("1e6", "Write the amount in digits"),
        ("NaN", "Write the amount in digits"),
        ("Infinity", "Write the amount in digits"),
        ("kr", "Write the amount in digits"),
        ("١٢٣", "Write the amount in digits"),
        (Decimal("NaN"), "Write the amount in digits"),
        ("-5", "cannot be less than zero"),
        ("−5", "cannot be less than zero"),
        (Decimal("-1"), "cannot be less than zero"),
        ("1000000000000", "too large"),
        (Decimal("0.001"), "two decimals"),
    ],
)
def test_what_is_not_an_amount_is_refused_with_a_sentence(written, message):
    with override("en"), pytest.raises(ValueError, match=message):
        to_sek(written)


@given(amounts)
def test_what_is_written_is_read_back(amount):
    assert to_sek(kr(amount)) == amount


@given(st.text(max_size=20))
def test_no_text_does_more_than_raise_a_value_error(text):
    with suppress(ValueError):
        assert to_sek(text) >= 0


def test_half_an_ore_is_rounded_away_from_zero():
    assert round_sek(Decimal("0.005")) == Decimal("0.01")
    assert round_sek(Decimal("2.675")) == Decimal("2.68")
    assert round_sek(Decimal("-0.005")) == Decimal("-0.01")
    assert round_sek(Decimal("1.4999")) == Decimal("1.50")
    assert round_sek(Decimal("0.50"), whole=True) == 1
    assert round_sek(Decimal("2.50"), whole=True) == 3


def test_an_amount_is_written_without_places_to_break():
    assert kr(Decimal("1640000.00")) == "1\u00a0640\u00a0000\u00a0kr"
    assert kr(Decimal("1640000.50")) == "1\u00a0640\u00a0000,50\u00a0kr"
    assert kr(999) == "999\u00a0kr"
    assert kr(0) == "0\u00a0kr"
    assert kr(Decimal("-1000")) == "−1\u00a0000\u00a0kr"
    assert kr(Decimal("-0.001")) == "0\u00a0kr"
    assert kr(Decimal("1640000"), "en") == "SEK\u00a01,640,000"
    assert kr(Decimal("0.5"), "en-gb") == "SEK\u00a00.50"


def test_the_ratio_has_two_decimals_and_is_nothing_when_nothing_is_available():
    assert ratio(Decimal(180_380_000), Decimal(58_000_000)) == Decimal("3.11")
    assert ratio(Decimal("1.005"), Decimal(1)) == Decimal("1.01")
    assert ratio(Decimal(0), Decimal(5)) == Decimal("0.00")
    assert ratio(Decimal(5), Decimal(0)) is None
    assert ratio_text(Decimal("3.11")) == "3,11"
    assert ratio_text(Decimal("3")) == "3,00"
    assert ratio_text(Decimal("3.11"), "en") == "3.11"
    assert ratio_text(None) == "–"


def test_the_last_krona_goes_to_the_largest_remainder_and_then_to_the_first():
    assert share_out(Decimal(100), [1, 1, 1]) == [34, 33, 33]
    assert share_out(Decimal(10), [1, 2, 6]) == [1, 2, 7]
    assert share_out(Decimal("0.05"), [1, 1], ORE) == [Decimal("0.03"), Decimal("0.02")]
    assert share_out(Decimal(7), [0, 1, 0]) == [0, 7, 0]


@given(st.integers(0, 10**12), weights)
def test_shares_sum_to_the_total_and_none_is_a_krona_off(total, weights):
    shares = share_out(Decimal(total), weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) < sum(weights)


@given(amounts, weights)
def test_shares_in_ore_sum_to_the_total(total, weights):
    assert sum(share_out(total, weights, ORE)) == total


@pytest.mark.parametrize(
    ("total", "weights", "unit"),
    [
        ("0.50", [1], KRONA),
        ("-1", [1], KRONA),
        ("1", [0, 0], KRONA),
        ("1", [], KRONA),
        ("1", [2, -1], KRONA),
    ],
)
def test_what_cannot_be_shared_is_refused(total, weights, unit):
    with pytest.raises(ValueError, match="must"):
        share_out(Decimal(total), weights, unit)
