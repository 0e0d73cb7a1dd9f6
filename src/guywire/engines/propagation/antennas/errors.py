"""What a file that is no antenna raises."""

from guywire.engines.geo.errors import EngineError


class AntennaFileInvalid(EngineError):
    """A file that cannot be read as an antenna. `line` counts from 1, None: the file as a whole."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.line = line
