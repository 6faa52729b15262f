import { createHash } from "node:crypto";
import { demoStores, organisation } from "../demo/brand.ts";
import type { SandboxLink } from "../sandbox-link.ts";
import type { RehearsalOptions } from "./options.ts";

type Shares = Pick<RehearsalOptions, "seed" | "liars" | "late" | "never">;

/**
 * Who of the staff tick without doing, confirm when it is late, and never do: shares of the managers and of the officers, drawn by
 * the seed, so that other seeds try others. A share of few is at least one of the managers: they alone do steps by hand.
 */
export function oddOnes(
  users: ReadonlyArray<{ userid: string; position: string }>,
  { seed, liars, late, never }: Shares,
): Map<string, string> {
  const odd = new Map<string, string>();
  for (const some of Map.groupBy(users, ({ position }) => position).values()) {
    const isManagers = some[0]?.position === "店长";
    const lots = some.map(({ userid }) => ({ userid, lot: createHash("sha256").update(`${seed}/${userid}`).digest("hex") }));
    const left = lots.toSorted((a, b) => (a.lot < b.lot ? -1 : 1)).map(({ userid }) => userid);
    for (const [persona, share] of Object.entries({ liar: liars, late, absent: never })) {
      const n = Math.round(share * some.length);
      for (const userid of left.splice(0, share > 0 && isManagers ? Math.max(1, n) : n)) odd.set(userid, persona);
    }
  }
  return odd;
}

export async function mixCrew(options: RehearsalOptions, sandbox: SandboxLink): Promise<void> {
  if (options.liars + options.late + options.never === 0) return;
  const { departments, users } = organisation(demoStores(options.stores));
  const odd = oddOnes(users, options);
  await sandbox.setUp({ departments, users: users.map((user) => ({ ...user, persona: odd.get(user.userid) ?? user.persona })) });
}
