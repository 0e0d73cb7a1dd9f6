# stands at: src/guywire/domains/billing/services.py
price = 12.5  # BREACH
balance = float("3")  # BREACH


def refund(amount: float) -> None:  # BREACH
    charge(amount, fee=float(amount))  # BREACH
