"""What the reading of markup raises."""


class MarkupInvalid(ValueError):
    """XML that is broken or not to be trusted; `line` counts from 1, None: as a whole."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.reason = reason
        self.line = line
