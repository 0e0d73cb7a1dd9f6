"""The pages on which a simulated payer enters an instrument or agrees; each says what it is."""

from collections.abc import Sequence
from html import escape

NOTICE = "This is a simulator. No money moves, and no real card belongs here."


def page(title: str, told: str, choices: Sequence[tuple[str, str]], name: str = "choice") -> str:
    """A page with one button a choice (value, label)."""
    buttons = "".join(
        f'<p><button name="{escape(name)}" value="{escape(value)}">{escape(label)}</button></p>'
        for value, label in choices
    )
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width">'
        f"<title>{escape(title)}</title><style>body{{font:16px/1.5 system-ui;max-width:32rem;"
        "margin:2rem auto;padding:0 1rem}button{width:100%;padding:.6rem;text-align:left}"
        "strong{background:#ffe08a;color:#333;padding:.3rem .6rem;display:block}</style></head>"
        f"<body><strong>{escape(NOTICE)}</strong><h1>{escape(title)}</h1><p>{escape(told)}</p>"
        f"<form method=post>{buttons}</form></body></html>"
    )
