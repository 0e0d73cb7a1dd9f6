"""What the geometric and radio engines raise.

EngineError                 any refusal of an engine (also the base of propagation's errors)
  TerrainError              about the terrain store
    TerrainFileInvalid      a file is not terrain that can be used
      LandCoverFileInvalid  a file is not land cover that can be used
    TerrainMissing          no tile covers a point
    TerrainVoid             a tile covers the point but holds no height there
"""


class EngineError(Exception):
    """An engine refuses its input; the message says what is wrong and where."""


class TerrainError(EngineError):
    """Terrain cannot be read as asked."""


class TerrainFileInvalid(TerrainError):
    """A file that is not usable terrain: wrong size, format, type or coordinate system."""

    what = "terrain"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} is not usable {self.what}: {reason}")
        self.name = name
        self.reason = reason


class LandCoverFileInvalid(TerrainFileInvalid):
    """The same of a raster of land cover."""

    what = "land cover"


class TerrainMissing(TerrainError):
    """No tile covers the point. `tile` is the name an SRTM tile for it would have."""

    def __init__(self, latitude: float, longitude: float, tile: str) -> None:
        super().__init__(
            f"no terrain at {latitude:.6f}, {longitude:.6f}: add a tile that covers it, e.g. {tile}"
        )
        self.latitude = latitude
        self.longitude = longitude
        self.tile = tile


class TerrainVoid(TerrainError):
    """The tile that covers the point has no height there (a void in the survey)."""

    def __init__(self, latitude: float, longitude: float, tile: str) -> None:
        super().__init__(f"{tile} has no height at {latitude:.6f}, {longitude:.6f} (void)")
        self.latitude = latitude
        self.longitude = longitude
        self.tile = tile
