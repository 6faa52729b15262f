import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "#db/connect";
import { type Auth, newApiKey, passwordFits, putApiKey, putUser } from "#modules/access";

const shape = z.object({ email: z.string(), password: z.string().min(16), apiKey: z.string() });
export type Credentials = z.infer<typeof shape>;

/** Login and key of the demo: made by chance at the first start, kept (0600) so that a restart does not lock anybody out. */
export function demoCredentials(home: string): Credentials {
  const file = path.join(home, "credentials.json");
  try {
    return shape.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const fresh = { email: "owner@shuke.local", password: randomBytes(15).toString("base64url"), apiKey: newApiKey() };
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(fresh, null, 2)}\n`, { mode: 0o600 });
  return fresh;
}

/** Makes the demo's login and key open this corp, also after its database was thrown away. */
export async function letIn(auth: Auth, db: Db, at: { corpId: string; now: Date }, given: Credentials): Promise<void> {
  const owner = { email: given.email, password: given.password, name: "总群主", role: "owner" } as const;
  const { email, password } = given;
  const known = await passwordFits(auth, email, password);
  if (!known || !(await isMember(db, at.corpId, email))) await putUser(auth, db, at, owner);
  await putApiKey(db, at, { key: given.apiKey, name: "demo", role: "owner" });
}

async function isMember(db: Db, corpId: string, email: string): Promise<boolean> {
  const { rows } = await sql`select from member m join auth."user" u on u.id = m.user_id
    where m.corp_id = ${corpId} and u.email = ${email}`.execute(db);
  return rows.length > 0;
}
