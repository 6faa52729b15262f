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
