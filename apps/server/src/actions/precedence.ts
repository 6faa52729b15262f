/**
 * Who goes first when two want the one slot that a customer or a group has left. What she asked for herself (a stock notice) before what follows
 * from her own act (a link that she opened, a word that a member of staff puts into her chat), that before a step of an SOP that she is
 * in the middle of, that before a campaign that was thought up for many. Whoever wants nothing of somebody else's goes by who came first.
 */
export const precedences = ["campaign", "step", "follow-up", "asked-for"] as const;
export type Precedence = (typeof precedences)[number];

const BY_PLANNER: Readonly<Record<string, Precedence>> = { sop: "step", talk: "step", link: "follow-up", content: "follow-up" };

export function precedenceOf({ plannedBy, topic }: { plannedBy: string; topic?: string | null | undefined }): Precedence {
  if (topic === "stock") return "asked-for";
  return BY_PLANNER[plannedBy.slice(0, plannedBy.indexOf(":"))] ?? "campaign";
}

export const goesBefore = (one: Precedence, other: Precedence): boolean => precedences.indexOf(one) > precedences.indexOf(other);

/**
 * Those who have to give way so that one fits, or none if it would not fit even then: the least pressing first, of those what is furthest off,
 * and nobody for nothing. `take` and `putBack` change what `fits` looks at; afterwards exactly the chosen are taken.
 */
export function giveWay<T extends { precedence: Precedence; at: number }>(
  holders: readonly T[],
  pressing: Precedence,
  { fits, take, putBack }: { fits: () => boolean; take: (one: T) => void; putBack: (one: T) => void },
): T[] {
  const order = holders
    .filter((one) => goesBefore(pressing, one.precedence))
    .toSorted((a, b) => precedences.indexOf(a.precedence) - precedences.indexOf(b.precedence) || b.at - a.at);
  const taken: T[] = [];
  for (const one of order) {
    if (fits()) break;
    take(one);
    taken.push(one);
  }
  if (!fits()) {
    for (const one of taken) putBack(one);
    return [];
  }
  // The last one made the room; of those before it some may have been in vain.
  return taken.filter((one) => {
    putBack(one);
    if (fits()) return false;
    take(one);
    return true;
  });
}
