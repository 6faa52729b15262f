/** What is expected of those asked before anybody was, and how many people's weight that guess has. */
const GUESS = { rate: 0.15, people: 30 } as const;
/** Never so few that a wave asks thousands for one seat. */
const LEAST_RATE = 0.02;
/** One wave asks no more: each is a mass send that somebody may have to look through. */
export const MOST_ASKED = 20_000;

/** Of those asked, the part that is expected to join: what earlier waves came to, drawn towards the guess as long as they were few. */
export function rateOf(asked: number, joined: number): number {
  const rate = (Math.min(joined, asked) + GUESS.rate * GUESS.people) / (asked + GUESS.people);
  return Math.min(1, Math.max(LEAST_RATE, rate));
}

/** How many are asked for so many seats. Seats are not promised here: opening the page keeps one, as long as there are any. */
export function waveSize(seats: number, rate: number, waiting: number): number {
  if (seats <= 0) return 0;
  return Math.min(waiting, MOST_ASKED, Math.max(1, Math.floor(seats / rate)));
}

/** In how many waves everybody would be asked if nobody came; 0: there is no seat to begin with. */
export function wavesFor(seats: number, rate: number, waiting: number): number {
  const size = waveSize(seats, rate, waiting);
  return size === 0 ? 0 : Math.ceil(waiting / size);
}

/** `send.ivw_….cell`: the wave by whose link a page was opened. */
export const waveOfLink = (via: string | null): string | null => /^send\.(ivw_[0-9a-z]+)(?:\.|$)/u.exec(via ?? "")?.[1] ?? null;
