import type { Db } from "#db/connect";
import { forgottenPeople } from "#kit/forgotten";
import { neededFor } from "./consent.ts";
import type { Unsealed } from "./unseal.ts";

/** What people said who are forgotten, or what was said to them alone, is as if it had not been there; their consents are no longer asked for. */
export async function withoutForgotten(db: Db, corpId: string, messages: readonly Unsealed[]): Promise<Unsealed[]> {
  const gone = await forgottenPeople(
    db,
    corpId,
    messages.flatMap((one) => whose(one) ?? []),
  );
  if (gone.size === 0) return [...messages];
  return messages.map((one) => (gone.has(whose(one) ?? "") ? { seq: one.seq, opened: { kind: "nothing" } } : one));
}

function whose({ opened }: Unsealed): string | null {
  if (opened.kind === "answered") return opened.customer;
  return opened.kind === "said" ? (neededFor(opened)?.customer ?? null) : null;
}
