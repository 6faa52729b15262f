import { cosine, sine } from "../kit/exact-math.ts";
import type { Random } from "./draw.ts";
import { normal, weighted } from "./draw.ts";

export interface Position {
  lng: number;
  lat: number;
}

export interface Place extends Position {
  weight: number;
  radiusKm: number;
  /** The QR url of the poster that hangs here. */
  posterUrl?: string;
  /** As the place's people would look for it. */
  city?: string;
  district?: string;
  name?: string;
}

const METRES_PER_DEGREE = 111_320;

/** Where this person is when the phone is asked, WGS-84: evenly over the disc of the place. */
export function homeOf(place: Place, random: Random): Position {
  const angle = random("home:angle", 0) * 2 * Math.PI;
  const metres = Math.sqrt(random("home:distance", 0)) * place.radiusKm * 1000;
  return move(place, cosine(angle) * metres, sine(angle) * metres);
}

/** A position reading: never twice quite the same, as on a real phone. */
export function reading(home: Position, jitterMetres: number, u: (purpose: string) => number): Position {
  const east = normal(u("jitter:a"), u("jitter:b")) * jitterMetres;
  const north = normal(u("jitter:c"), u("jitter:d")) * jitterMetres;
  return move(home, east, north);
}

export function placeOf(places: readonly Place[], u: number): Place {
  return weighted(
    places.map((value) => ({ value, weight: value.weight })),
    u,
  );
}

function move(from: Position, eastMetres: number, northMetres: number): Position {
  const lat = from.lat + northMetres / METRES_PER_DEGREE;
  const lng = from.lng + eastMetres / (METRES_PER_DEGREE * cosine((from.lat * Math.PI) / 180));
  return { lng: round(lng), lat: round(lat) };
}

// Seven decimals are about a centimetre, and keep the text of a form short and equal on every machine.
function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}

const AXIS = 6_378_245;
const ECCENTRICITY = 0.006_693_421_622_965_943;

/**
 * China's public offset (GCJ-02) as a phone's map reports it; outside the mainland's box the position is unchanged.
 * Kept here, apart from any client's conversion, because the sandbox must judge that conversion independently.
 */
export function toGcj02(p: Position): Position {
  if (p.lng < 72.004 || p.lng > 137.8347 || p.lat < 0.8293 || p.lat > 55.8271) return { ...p };
  const x = p.lng - 105;
  const y = p.lat - 35;
  const radians = (p.lat / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY * sine(radians) * sine(radians);
  const northDegrees = (northOffset(x, y) * 180) / (((AXIS * (1 - ECCENTRICITY)) / (magic * Math.sqrt(magic))) * Math.PI);
  const eastDegrees = (eastOffset(x, y) * 180) / ((AXIS / Math.sqrt(magic)) * cosine(radians) * Math.PI);
  return { lng: round(p.lng + eastDegrees), lat: round(p.lat + northDegrees) };
}

function waves(v: number, ...parts: [amplitude: number, divisor: number][]): number {
  return parts.reduce((sum, [a, d]) => sum + (a * sine((v / d) * Math.PI) * 2) / 3, 0);
}

function northOffset(x: number, y: number): number {
  const plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  return plain + waves(x, [20, 1 / 6], [20, 1 / 2]) + waves(y, [20, 1], [40, 3], [160, 12], [320, 30]);
}

function eastOffset(x: number, y: number): number {
  const plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  return plain + waves(x, [20, 1 / 6], [20, 1 / 2], [20, 1], [40, 3], [150, 12], [300, 30]);
}
