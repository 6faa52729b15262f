/**
 * Functions that ECMAScript leaves to each engine, made of what IEEE 754 fixes to the last bit (+ − × ÷ and the root): where people
 * stand and what they do must not depend on the machine. Good to about 1e-13 for the angles of a map.
 */
const TURN = 2 * Math.PI;

export function sine(angle: number): number {
  const x = angle - TURN * Math.round(angle / TURN);
  let term = x;
  let sum = x;
  for (let n = 2; n <= 34; n += 2) {
    term *= (-x * x) / (n * (n + 1));
    sum += term;
  }
  return sum;
}

export function cosine(angle: number): number {
  return sine(angle + Math.PI / 2);
}

/** Natural logarithm of a number above 0. */
export function logarithm(value: number): number {
  let mantissa = value;
  let halvings = 0;
  for (; mantissa > 1.5; halvings++) mantissa /= 2;
  for (; mantissa < 0.75; halvings--) mantissa *= 2;
  // ln m = 2 artanh((m − 1) / (m + 1))
  const z = (mantissa - 1) / (mantissa + 1);
  let power = z;
  let sum = z;
  for (let n = 3; n <= 25; n += 2) {
    power *= z * z;
    sum += power / n;
  }
  return 2 * sum + halvings * Math.LN2;
}
