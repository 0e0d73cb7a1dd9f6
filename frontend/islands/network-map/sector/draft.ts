/** A sector as it is being planned: what can be turned, what is stored, what is asked and sent. */

/** A sector as the API tells it, as far as planning needs it. */
export interface SectorRow {
  id: string;
  site_id: string;
  name: string;
  technology: string;
  status: string;
  center_frequency_mhz: number;
  azimuth_deg: number;
  beamwidth_deg: number;
  vertical_beamwidth_deg: number;
  mechanical_tilt_deg: number;
  electrical_tilt_deg: number;
  height_m: number;
  eirp_dbm: number;
  antenna_pattern_id: string | null;
  max_range_m: number;
  receive_threshold_dbm: number;
  receiver_gain_dbi: number;
}

export interface SiteRow {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
}

/** What the panel and the handles change. */
export interface Draft {
  latitude: number;
  longitude: number;
  azimuth_deg: number;
  mechanical_tilt_deg: number;
  electrical_tilt_deg: number;
  height_m: number;
  eirp_dbm: number;
  antenna_pattern_id: string | null;
}

/** How the preview is asked for beside the draft. */
export interface Conditions {
  radius_m: number;
  receiver_height_m: number;
}

const LARGEST_RADIUS_M = 20_000;
const USUAL_RADIUS_M = 10_000;
const MOVED_DEG = 0.000_009; // a metre
const STEPS_DBM = [0, 10, 20, 30];

export function draftOf(sector: SectorRow, site: SiteRow): Draft {
  return {
    latitude: site.latitude,
    longitude: site.longitude,
    azimuth_deg: sector.azimuth_deg,
    mechanical_tilt_deg: sector.mechanical_tilt_deg,
    electrical_tilt_deg: sector.electrical_tilt_deg,
    height_m: sector.height_m,
    eirp_dbm: sector.eirp_dbm,
    antenna_pattern_id: sector.antenna_pattern_id,
  };
}

export function isSame(a: Draft, b: Draft): boolean {
  return (Object.keys(a) as (keyof Draft)[]).every((key) => a[key] === b[key]);
}

export function isMoved(stored: Draft, draft: Draft): boolean {
  return Math.abs(stored.latitude - draft.latitude) > MOVED_DEG || Math.abs(stored.longitude - draft.longitude) > MOVED_DEG;
}

/** What of the sector's own is to be saved: its place is its site's. */
export function changesOf(stored: Draft, draft: Draft): Partial<Draft> {
  const own = Object.entries(draft).filter(([key, value]) => {
    return key !== "latitude" && key !== "longitude" && stored[key as keyof Draft] !== value;
  });
  return Object.fromEntries(own);
}

/** An azimuth turned by some degrees, 0 to 360. */
export function turned(azimuth: number, by: number): number {
  return Number(((((azimuth + by) % 360) + 360) % 360).toFixed(2));
}

/** The direction from a point of the screen to another, whole degrees clockwise from up. */
export function pointed(from: { x: number; y: number }, to: { x: number; y: number }): number {
  const degrees = (Math.atan2(to.x - from.x, from.y - to.y) * 180) / Math.PI;
  return Math.round((degrees + 360) % 360) % 360;
}

export function usualConditions(sector: SectorRow): Conditions {
  return { radius_m: Math.min(USUAL_RADIUS_M, sector.max_range_m), receiver_height_m: 5 };
}

export function radiusWithin(metres: number): number {
  return Math.max(500, Math.min(LARGEST_RADIUS_M, metres));
}

/** The sector's least signal, and 10, 20, 30 dB above it: the classes of the preview. */
export function thresholdsOf(sector: SectorRow): number[] {
  return STEPS_DBM.map((step) => Math.min(0, sector.receive_threshold_dbm + step)).reverse();
}

/** The question of the preview. */
export function previewOf(sector: SectorRow, draft: Draft, conditions: Conditions): Record<string, unknown> {
  // What is not given is the sector's own: a beam in place of its antenna needs that it is not named.
  const isOwn = draft.antenna_pattern_id !== null || sector.antenna_pattern_id === null;
  return {
    ...(isOwn ? { sector_id: sector.id } : {}),
    latitude: draft.latitude,
    longitude: draft.longitude,
    height_m: draft.height_m,
    frequency_mhz: sector.center_frequency_mhz,
    eirp_dbm: draft.eirp_dbm,
    azimuth_deg: draft.azimuth_deg,
    beamwidth_deg: sector.beamwidth_deg,
    vertical_beamwidth_deg: sector.vertical_beamwidth_deg,
    tilt_deg: Number((draft.mechanical_tilt_deg + draft.electrical_tilt_deg).toFixed(2)),
    antenna_pattern_id: draft.antenna_pattern_id,
    receiver_gain_dbi: sector.receiver_gain_dbi,
    receiver_height_m: conditions.receiver_height_m,
    radius_m: radiusWithin(conditions.radius_m),
    thresholds_dbm: thresholdsOf(sector),
  };
}
