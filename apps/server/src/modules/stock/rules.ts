/** Pieces that were offered in earlier waves to people whom they reached, and what these took. */
export type Past = { offered: number; taken: number };

/** Before anybody knows: of ten for whom some are kept, three come for them. */
export const FIRST_RATE = 0.3;
/** So many pieces of experience the expectation is worth. */
const WEIGHT = 30;
/** Nobody is told in such numbers that nearly all would come in vain. */
export const LEAST_RATE = 0.05;

/** What part of the pieces kept will be taken: the product's own waves, drawn towards those of the shop, these towards the first guess. */
export function expectedRate(own: Past, shop: Past): number {
  const mean = (shop.taken + WEIGHT * FIRST_RATE) / (shop.offered + WEIGHT);
  const rate = (own.taken + WEIGHT * mean) / (own.offered + WEIGHT);
  return Math.min(1, Math.max(LEAST_RATE, rate));
}

/** Pieces that a wave may keep for people: what is free ÷ the part of them that will be taken. */
export const waveLimit = (free: number, rate: number): number => Math.floor(free / rate);

/** How many of a queue are in the next wave, and for how many pieces: from its head, as long as they fit; always one, while there is a piece. */
export function nextWave(queue: readonly number[], free: number, rate: number, from = 0): { people: number; pieces: number } {
  const limit = waveLimit(free, rate);
  let pieces = 0;
  let at = from;
  for (; free > 0 && at < queue.length; at += 1) {
    const wanted = Math.min(queue[at] ?? 0, free);
    if (pieces + wanted > limit) break;
    pieces += wanted;
  }
  return { people: at - from, pieces };
}

export type Foreseen = { waves: Array<{ people: number; pieces: number; taken: number }>; left: number; without: number };

/** The waves that so many pieces come to, where each takes what is expected. */
export function foreseeWaves(queue: readonly number[], pieces: number, rate: number, most = 50): Foreseen {
  const waves: Foreseen["waves"] = [];
  let left = pieces;
  let at = 0;
  while (left > 0 && at < queue.length && waves.length < most) {
    const wave = nextWave(queue, left, rate, at);
    const taken = Math.min(left, Math.round(wave.pieces * rate));
    waves.push({ ...wave, taken });
    left -= taken;
    at += wave.people;
  }
  return { waves, left, without: queue.length - at };
}
