export type Weighed = { id: string; order: number };

/**
 * New weights for a wished order, the heavier first, as few as may be: from the end upwards whoever is heavier than the one
 * below stays as it is.
 */
export function movesFor(wished: readonly Weighed[]): Weighed[] {
  const moves: Weighed[] = [];
  let below = -1;
  for (const { id, order } of wished.toReversed()) {
    if (order > below) below = order;
    else {
      below += 1;
      moves.push({ id, order: below });
    }
  }
  return moves;
}
