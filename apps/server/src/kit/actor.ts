/** Who did it. Travels with every call and is stored on every fact. */
export type Actor =
  | { kind: "user"; id: string; name?: string }
  | { kind: "apiKey"; id: string }
  | { kind: "staff"; userId: string }
  | { kind: "customer"; externalUserId: string }
  | { kind: "system"; part: string }
  | { kind: "sync"; run?: string }
  | { kind: "reconcile"; run?: string };

export const system = (part: string): Actor => ({ kind: "system", part });

/** As people call whoever it is. */
export function actorName(actor: Actor): string {
  if (actor.kind === "user") return actor.name ?? actor.id;
  if (actor.kind === "staff") return actor.userId;
  return actor.kind === "apiKey" ? actor.id : actor.kind;
}

/** An actor as a word in a fact: `user:…`, `staff:…`, or what kind it is. */
export function actorWord(actor: Actor): string {
  if (actor.kind === "staff") return `staff:${actor.userId}`;
  return "id" in actor ? `${actor.kind}:${actor.id}` : actor.kind;
}
