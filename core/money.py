"""Money: an amount with its currency. In the database it is integer minor units beside an ISO 4217 code."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from django.conf import settings

# ISO 4217: the currencies whose minor unit is not a hundredth.
EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
CURRENCIES = tuple(
    (
        "EUR GBP USD AUD BGN BRL CAD CHF CNY CZK DKK HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON "
        "SEK SGD THB TRY VND ZAR AED ARS CLP COP EGP KES KWD MAD NGN PEN PKR QAR SAR TWD UAH UYU XAF XOF"
    ).split()
)
CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "VND": "₫", "THB": "฿", "INR": "₹", "KRW": "₩", "PLN": "zł"}


def exponent(currency: str) -> int:
    """How many decimals the currency has: 2 for most, 0 for JPY or VND, 3 for KWD."""
    return EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """So many minor units of one currency. Sums of two currencies are refused: convert first, and name the day."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount, currency: str) -> "Money":
        """From an amount as people write it (a `Decimal`, an int or a string of digits); rounds half to even."""
        unit = Decimal(1).scaleb(-exponent(currency))
        return cls(int(Decimal(str(amount)).quantize(unit, ROUND_HALF_EVEN).scaleb(exponent(currency))), currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added without a rate.")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def times(self, factor) -> "Money":
        """The amount times a number, rounded half to even to the minor unit."""
        return Money(int((Decimal(self.minor) * Decimal(str(factor))).quantize(Decimal(1), ROUND_HALF_EVEN)), self.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,}"


@dataclass(frozen=True, slots=True)
class Converted:
    """A sum over several currencies in one: the total, the day of the oldest rate used, and what had no rate."""

    total: Money
    rates_of: date | None
    without_rate: tuple[Money, ...]


def in_house_currency(amounts, *, on: date, currency: str = "", rates: dict | None = None) -> Converted:
    """Sum `(currency, minor)` pairs into the agency's currency at the newest rates of that day or before.

    Amounts without a rate are not dropped: they come back apart, to be named beside the sum. `rates`, as
    `ExchangeRate.objects.latest_by_currency` gives them, spares a page with many sums the question.
    """
    from core.models import ExchangeRate

    currency = currency or settings.AGENCY_CURRENCY
    sums: dict[str, int] = defaultdict(int)
    for code, minor in amounts:
        sums[code] += minor or 0
    foreign = [code for code in sums if code != currency]
    if rates is None:
        rates = ExchangeRate.objects.latest_by_currency(on=on) if foreign else {}
    total, oldest, missing = Money(sums.pop(currency, 0), currency), None, []
    for code, minor in sorted(sums.items()):
        rate = rates.get(code)
        base = rates.get(currency) if currency != settings.AGENCY_CURRENCY else None
        if rate is None or (currency != settings.AGENCY_CURRENCY and base is None):
            missing.append(Money(minor, code))
            continue
        factor = rate.house_per_unit / (base.house_per_unit if base else 1)
        total += Money.of(Money(minor, code).amount * factor, currency)
        oldest = min(filter(None, (oldest, rate.on)))
    return Converted(total, oldest, tuple(money for money in missing if money.minor))
