/** Digits of ids in the order of code units, so that ids made of rising numbers rise. */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** every two digits, as bytes */
const PAIRS = Buffer.from(Array.from({ length: 62 * 62 }, (_, n) => `${DIGITS[Math.floor(n / 62)]}${DIGITS[n % 62]}`).join(""));
const SPAN = 62 ** 5;
const VALUE = new Map(Array.from(DIGITS, (digit, n) => [digit, n] as const));

/**
 * A number of 32 bits that depends on seed, person and purpose only. The sandbox's other chance is SHA-256; a past of millions needs
 * one that costs nanoseconds.
 */
export function mix(seed: number, n: number, purpose: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n + 0x7f4a7c15, 0xc2b2ae35) ^ Math.imul(purpose + 1, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The same as a number in [0, 1). */
export function mix01(seed: number, n: number, purpose: number): number {
  return mix(seed, n, purpose) / 2 ** 32;
}

/** Writes five digits. Ids are written as bytes, since pages hold hundreds; there they need no string. */
function putFive(into: Uint8Array, at: number, value: number): void {
  const rest = Math.floor(value / 3844);
  const low = 2 * (value % 3844);
  const middle = 2 * (rest % 3844);
  into[at] = PAIRS[2 * (Math.floor(rest / 3844) % 62) + 1] ?? 0;
  into[at + 1] = PAIRS[middle] ?? 0;
  into[at + 2] = PAIRS[middle + 1] ?? 0;
  into[at + 3] = PAIRS[low] ?? 0;
  into[at + 4] = PAIRS[low + 1] ?? 0;
}

const desk = Buffer.alloc(64);

function written(length: number): string {
  return desk.toString("latin1", 0, length);
}

function readFive(text: string, at: number): number {
  let value = 0;
  for (let n = at; n < at + 5; n++) {
    const digit = VALUE.get(text[n] ?? "");
    if (digit === undefined) return -1;
    value = value * 62 + digit;
  }
  return value;
}

/** Writes groups of five digits that tell nothing. */
function fill(into: Uint8Array, at: number, seed: number, n: number, purpose: number, groups: number): void {
  for (let group = 0; group < groups; group++) putFive(into, at + 5 * group, mix(seed, n, purpose + group) % SPAN);
}

/** Room between the ids of neighbours; with it there are ids for four and a half million people. */
const STEP = 200;
export const MOST_PEOPLE = Math.floor(SPAN / STEP) - 1;

/** `wm…` of 32 characters; rises with n, so that lists of many need no sorting. */
export function externalIdOf(seed: number, n: number): string {
  putExternalId(desk, 0, seed, n);
  return written(EXTERNAL_ID_BYTES);
}

export const EXTERNAL_ID_BYTES = 32;

export function putExternalId(into: Uint8Array, at: number, seed: number, n: number): void {
  into[at] = 119;
  into[at + 1] = 109;
  putFive(into, at + 2, n * STEP + (mix(seed, n, 100) % STEP));
  fill(into, at + 7, seed, n, 110, 5);
}

/** The number behind such an id; 0 when it is none. */
export function numberOfExternalId(seed: number, id: string): number {
  if (id.length !== EXTERNAL_ID_BYTES || !id.startsWith("wm")) return 0;
  const n = Math.floor(readFive(id, 2) / STEP);
  return n > 0 && externalIdOf(seed, n) === id ? n : 0;
}

/** Numbers of the people whose id begins with these four characters; the borders may belong to the neighbours. */
export function rangeOfPrefix(prefix: string): [from: number, to: number] {
  const [tens, ones] = [VALUE.get(prefix[2] ?? ""), VALUE.get(prefix[3] ?? "")];
  if (!prefix.startsWith("wm") || tens === undefined || ones === undefined) return [0, -1];
  const first = (tens * 62 + ones) * 62 ** 3;
  return [Math.floor(first / STEP), Math.floor((first + 62 ** 3 - 1) / STEP)];
}

/** An odd factor without 31 in it has an inverse modulo 62^5: numbers are scattered and found again. */
const FACTOR = 1_000_003;
const INVERSE = inverse(BigInt(FACTOR), BigInt(SPAN));

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

/** `o…` of 28 characters. */
export function unionIdOf(seed: number, n: number): string {
  putUnionId(desk, 0, seed, n);
  return written(UNION_ID_BYTES);
}

export const UNION_ID_BYTES = 28;

/** Leaves three digits too many behind it, to be written over. */
export function putUnionId(into: Uint8Array, at: number, seed: number, n: number): void {
  into[at] = 111;
  putFive(into, at + 1, (n * FACTOR) % SPAN);
  fill(into, at + 6, seed, n, 120, 4);
  putFive(into, at + 26, mix(seed, n, 125) % SPAN);
}

export function numberOfUnionId(seed: number, id: string): number {
  if (id.length !== UNION_ID_BYTES || !id.startsWith("o")) return 0;
  const scattered = readFive(id, 1);
  if (scattered < 0) return 0;
  const n = Number((BigInt(scattered) * INVERSE) % BigInt(SPAN));
  return n > 0 && n <= MOST_PEOPLE && unionIdOf(seed, n) === id ? n : 0;
}

export function openIdOf(seed: number, n: number): string {
  desk[0] = 111;
  fill(desk, 1, seed, n, 130, 5);
  putFive(desk, 26, mix(seed, n, 140) % SPAN);
  return written(UNION_ID_BYTES);
}
