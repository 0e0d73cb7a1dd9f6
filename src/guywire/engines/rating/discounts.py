"""What discounts leave of a plan and its add-ons, for days on which nothing changes (B-MISC).

Amounts are of a whole term; the net is then prorated as one, so a discounted line is never negative
and its parts add up. The floor is nothing: a discount takes off no more than there is.
"""

from collections.abc import Sequence
from typing import NamedTuple

from guywire.engines.money import RATE_ONE, half_up, shares
from guywire.engines.rating.history import Discount, DiscountOrder, Ref


class Priced(NamedTuple):
    """A line after discounts: what it costs a term, and what each discount took off."""

    net_minor: int
    taken: tuple[tuple[Ref, int], ...] = ()


def discounted(
    amounts: Sequence[int], discounts: Sequence[Discount], order: DiscountOrder, percent: int = 100
) -> list[Priced]:
    """Lines (plan first, then add-ons; minor units >= 0) after the discounts that hold.

    Fixed amounts shrink with the charged percent, as the price has. One that covers add-ons too is
    shared out in proportion to what is left of each line.
    """
    alone = [[discount] for discount in discounts if not discount.combines]
    stack = [discount for discount in discounts if discount.combines]
    if order is DiscountOrder.FIXED_FIRST:
        stack.sort(key=lambda discount: discount.rate > 0)
    elif order is DiscountOrder.PERCENT_FIRST:
        stack.sort(key=lambda discount: discount.rate == 0)
    results = [_taken_off(amounts, choice, percent) for choice in [stack, *alone]]
    return min(results, key=lambda lines: sum(line.net_minor for line in lines))


def _taken_off(amounts: Sequence[int], discounts: Sequence[Discount], percent: int) -> list[Priced]:
    left = list(amounts)
    taken: list[list[tuple[Ref, int]]] = [[] for _ in amounts]
    for discount in discounts:
        count = len(left) if discount.on_add_ons else 1
        for i, off in enumerate(_reductions(left[:count], discount, percent)):
            if off:
                left[i] -= off
                taken[i].append((discount.id, off))
    return [Priced(net, tuple(parts)) for net, parts in zip(left, taken, strict=True)]


def _reductions(left: list[int], discount: Discount, percent: int) -> list[int]:
    if discount.rate:
        return [half_up(amount * discount.rate, RATE_ONE) for amount in left]
    whole = min(half_up(discount.amount_minor * percent, 100), sum(left))
    return shares(whole, left) if whole else []
