/** Digits of ids in the order of code units, so that ids made of rising numbers rise. */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PAIRS = Array.from({ length: 62 * 62 }, (_, n) => `${DIGITS[Math.floor(n / 62)]}${DIGITS[n % 62]}`);
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

/** Five digits. */
function five(value: number): string {
  const low = value % 3844;
  const rest = Math.floor(value / 3844);
  return `${DIGITS[Math.floor(rest / 3844) % 62]}${PAIRS[rest % 3844]}${PAIRS[low]}`;
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

function filler(seed: number, n: number, purpose: number, groups: number): string {
  let text = "";
  for (let group = 0; group < groups; group++) text += five(mix(seed, n, purpose + group) % SPAN);
  return text;
}

/** Room between the ids of neighbours; with it there are ids for four and a half million people. */
const STEP = 200;
export const MOST_PEOPLE = Math.floor(SPAN / STEP) - 1;

/** `wm…` of 32 characters; rises with n, so that lists of many need no sorting. */
export function externalIdOf(seed: number, n: number): string {
  return `wm${five(n * STEP + (mix(seed, n, 100) % STEP))}${filler(seed, n, 110, 5)}`;
}

/** The number behind such an id; 0 when it is none. */
export function numberOfExternalId(seed: number, id: string): number {
  if (id.length !== 32 || !id.startsWith("wm")) return 0;
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
  return `o${five((n * FACTOR) % SPAN)}${filler(seed, n, 120, 4)}${five(mix(seed, n, 125) % SPAN).slice(0, 2)}`;
}

export function numberOfUnionId(seed: number, id: string): number {
  if (id.length !== 28 || !id.startsWith("o")) return 0;
  const scattered = readFive(id, 1);
  if (scattered < 0) return 0;
  const n = Number((BigInt(scattered) * INVERSE) % BigInt(SPAN));
  return n > 0 && n <= MOST_PEOPLE && unionIdOf(seed, n) === id ? n : 0;
}

export function openIdOf(seed: number, n: number): string {
  return `o${filler(seed, n, 130, 5)}${five(mix(seed, n, 140) % SPAN).slice(0, 2)}`;
}
