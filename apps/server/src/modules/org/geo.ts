/** Degrees. */
export type Position = { readonly lng: number; readonly lat: number };
export type Datum = "wgs84" | "gcj02";

/** Mean radius of the Earth (IUGG), metres. */
export const EARTH_RADIUS_M = 6_371_008.8;

const RADIANS = Math.PI / 180;

/** Great-circle distance in metres; stable for near and for opposite points. */
export function haversine(a: Position, b: Position): number {
  const dLat = Math.sin(((b.lat - a.lat) * RADIANS) / 2);
  const dLng = Math.sin(((b.lng - a.lng) * RADIANS) / 2);
  const h = dLat * dLat + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * dLng * dLng;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Krasovsky 1940, the ellipsoid behind the offset that Chinese maps must apply. */
const AXIS = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943;

/** The box outside of which maps apply no offset. */
function inChina({ lng, lat }: Position): boolean {
  return lng >= 72.004 && lng <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

function offset({ lng, lat }: Position): Position {
  const x = lng - 105;
  const y = lat - 35;
  const wave = (value: number, parts: ReadonlyArray<readonly [amplitude: number, frequency: number]>) =>
    parts.reduce((sum, [amplitude, frequency]) => sum + amplitude * Math.sin(value * frequency * Math.PI), 0) * (2 / 3);
  const short: ReadonlyArray<readonly [number, number]> = [
    [20, 6],
    [20, 2],
  ];
  const root = Math.sqrt(Math.abs(x));
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    wave(x, short) +
    wave(y, [
      [20, 1],
      [40, 1 / 3],
      [160, 1 / 12],
      [320, 1 / 30],
    ]);
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave(x, [...short, [20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30]]);
  const sin = Math.sin(lat * RADIANS);
  const m = 1 - ECCENTRICITY_SQUARED * sin * sin;
  const meridian = (AXIS * (1 - ECCENTRICITY_SQUARED)) / (m * Math.sqrt(m));
  const parallel = (AXIS / Math.sqrt(m)) * Math.cos(lat * RADIANS);
  return { lng: east / (parallel * RADIANS), lat: north / (meridian * RADIANS) };
}

/** What a map in mainland China shows for a true position. */
export function wgs84ToGcj02(at: Position): Position {
  if (!inChina(at)) return at;
  const by = offset(at);
  return { lng: at.lng + by.lng, lat: at.lat + by.lat };
}

/** The true position behind a map's one: fixed-point iteration, which contracts about a thousandfold per round. */
export function gcj02ToWgs84(shown: Position): Position {
  let guess = shown;
  for (let round = 0; round < 8; round += 1) {
    const by = offset(guess);
    guess = { lng: shown.lng - by.lng, lat: shown.lat - by.lat };
  }
  // At the rim of the box: only what the forward way would have moved is moved back.
  return inChina(guess) ? guess : shown;
}

export const toWgs84 = (at: Position, datum: Datum): Position => (datum === "gcj02" ? gcj02ToWgs84(at) : at);
