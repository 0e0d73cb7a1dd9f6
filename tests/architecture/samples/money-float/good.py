# stands at: src/guywire/domains/billing/services.py
from guywire.engines.money import Money

price = Money(1250, "USD")
discount_percent = 12.5
height_m = float("3")


def refund(amount: Money) -> None: ...
