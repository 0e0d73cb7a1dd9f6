"""A text that a spreadsheet would take for a formula (OWASP: CSV injection), and back."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """The text as a file may hold it: with a quote mark before what looks like a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(cell: str) -> str:
    """The cell without the quote mark that ``harmless`` puts there."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
