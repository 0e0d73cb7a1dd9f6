"""list-page: the list page of a tenant with 100,000 customers against one with 1,000.

Both tenants live in one database, with row-level security, and are asked in turn by a signed-in
owner. The page is the whole HTML page with 50 rows. Further rows show a page deep in the list, a
search, a filter and the rows alone as htmx asks for them; they carry no goal.
Value: median wall time of the page of 100,000 over that of 1,000.
"""

from benchmarks.house import Door, Wisp, medians, running, settle, statements, wisp
from benchmarks.measure import close, fail, row

GOAL, QUERIES = 1.5, 15
FEW, MANY, ROUNDS = 1_000, 100_000, 41
PAGE = "customers/customers/"
VARIANTS = {
    "first page": "",
    "sorted by number, falling": "?sort=-number",
    "filtered by state": "?state=active",
    "searched: a rare word": "?q=cust-000777",
    "searched: a word that many have": "?q=ada",
}


def address(who: Wisp, query: str = "") -> str:
    return f"/t/{who.slug}/{PAGE}{query}"


def measured(door: Door, few: Wisp, many: Wisp, query: str, rounds: int) -> tuple[float, float]:
    """Median seconds of a page at the small and at the large tenant."""
    small, large = medians(
        rounds,
        lambda: door.get(address(few, query), {"Cookie": few.cookie}),
        lambda: door.get(address(many, query), {"Cookie": many.cookie}),
    )
    return small, large


def main() -> None:
    """Measure and print."""
    with running() as owner_url:
        few, many = wisp("few", FEW), wisp("many", MANY)
        settle(owner_url)
        sent = [len(statements(address(who), who)) for who in (few, many)]
        door = Door()
        for who in (few, many):
            body = door.get(address(who), {"Cookie": who.cookie})
            if b"Ada " not in body:
                fail(f"the page of {who.slug} shows no customer")
        row("", f"{FEW:,} customers", f"{MANY:,} customers", "ratio")
        value = 0.0
        for name, query in VARIANTS.items():
            small, large = measured(door, few, many, query, ROUNDS if not query else ROUNDS // 3)
            value = value or large / small
            row(name, f"{small * 1e3:.1f} ms", f"{large * 1e3:.1f} ms", f"{large / small:.2f}")
        row("statements a page", str(sent[0]), str(sent[1]))
        if max(sent) > QUERIES:
            fail(f"a page takes more than {QUERIES} statements")
    close("list-page", value, "<=", GOAL)


if __name__ == "__main__":
    main()
