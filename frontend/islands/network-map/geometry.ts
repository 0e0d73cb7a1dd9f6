/** Distances and directions on a sphere of 6371.0088 km: good enough for measuring on a map. */
export type Point = [longitude: number, latitude: number];

const RADIUS_M = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Length of the great circle, metres (haversine). */
export function distance(a: Point, b: Point): number {
  const [up, across] = [radians(b[1] - a[1]) / 2, radians(b[0] - a[0]) / 2];
  const share =
    Math.sin(up) ** 2 + Math.cos(radians(a[1])) * Math.cos(radians(b[1])) * Math.sin(across) ** 2;
  return 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(share)));
}

/** Direction from `a` to `b`, degrees clockwise from north, 0 to 360. */
export function azimuth(a: Point, b: Point): number {
  const [from, to, turn] = [radians(a[1]), radians(b[1]), radians(b[0] - a[0])];
  const east = Math.sin(turn) * Math.cos(to);
  const north = Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(turn);
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

export function length(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, point, index) => {
    const before = points[index];
    return before ? sum + distance(before, point) : sum;
  }, 0);
}

export function written(metres: number, units: string, language: string): string {
  const [small, large] = units === "imperial" ? ([3.280839895, 1609.344] as const) : ([1, 1000] as const);
  const isShort = metres < large;
  const value = isShort ? metres * small : metres / large;
  const unit = units === "imperial" ? (isShort ? "ft" : "mi") : isShort ? "m" : "km";
  const digits = isShort ? 0 : 2;
  return `${value.toLocaleString(language, { maximumFractionDigits: digits })} ${unit}`;
}
