"""Where a model of a sweep holds: frequencies, heights and distances."""

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Validity:
    """Least and most of what a model was made for; the source stands at the model.

    distance_m: the farthest bounds the radius; what a model says nearer than the least stands there
    too.
    """

    title: str
    frequency_mhz: Range
    tx_height_m: Range
    rx_height_m: Range
    distance_m: Range

    def within_mhz(self, frequency_mhz: float) -> float:
        """The nearest frequency for which it holds."""
        least, most = self.frequency_mhz
        return min(max(frequency_mhz, least), most)

    def against_sector(self, frequency_mhz: float, tx_height_m: float) -> str:
        """Why it does not hold for a transmitter; empty where it does."""
        return self._against("a frequency", frequency_mhz, self.frequency_mhz, "MHz") or (
            self._against("an antenna height", tx_height_m, self.tx_height_m, "m")
        )

    def against_receiver(self, rx_height_m: float) -> str:
        """Why it does not hold for receivers of this height; empty where it does."""
        return self._against("a receiving antenna", rx_height_m, self.rx_height_m, "m")

    def against_radius(self, radius_m: float) -> str:
        """Why it does not hold so far out; empty where it does."""
        return self._against("a radius", radius_m, (0.0, self.distance_m[1]), "m")

    def _against(self, what: str, value: float, bounds: Range, unit: str) -> str:
        least, most = bounds
        if least <= value <= most:
            return ""
        span = f"{least:,.5g} to {most:,.8g}" if least else f"up to {most:,.8g}"
        return f"{self.title} holds for {what} of {span} {unit}, not {value:,.8g} {unit}"
