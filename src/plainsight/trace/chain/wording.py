"""Amounts and addresses as people read them; never read back."""

from plainsight.model.money import Money


def short(account: str) -> str:
    """First and last characters of an address, as wallets show them."""
    return account if len(account) <= 18 else f"{account[:8]}…{account[-6:]}"


def amount_text(money: Money) -> str:
    """An amount with trailing zeros dropped, for people."""
    number, _, symbol = str(money).partition(" ")
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{plain} {symbol}"


def share_text(units: int, total: int) -> str:
    """A share of the total in percent, rounded down; what is something is never 0.00 %."""
    share_bp = units * 10_000 // total if total else 0
    return "<0.01 %" if units and total and not share_bp else f"{share_bp / 100:.2f} %"
