import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Role } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Standing } from "./users.ts";

const FORM = /^shk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** A new key: `shk_<id>_<secret>`. It is shown once; the database keeps its hash. */
export function newApiKey(): string {
  return `shk_${randomBytes(8).toString("hex")}_${randomBytes(32).toString("base64url")}`;
}

/** Makes this key open this corp. A key of the same name stops working. Whoever works with it (`userId`) takes it along when she goes. */
export async function putApiKey(
  db: Db,
  at: { corpId: string; now: Date },
  spec: { key: string; name: string; role: Role; userId?: string },
): Promise<void> {
  const parts = FORM.exec(spec.key);
  if (!parts) throw new Error("an API key must look like shk_<16 hex digits>_<43 characters>");
  await db.transaction().execute(async (tx) => {
    await sql`delete from api_key where corp_id = ${at.corpId} and (name = ${spec.name} or id = ${parts[1]})`.execute(tx);
    await sql`insert into api_key (corp_id, id, name, role, hash, created_at, user_id)
      values (${at.corpId}, ${parts[1]}, ${spec.name}, ${spec.role}, ${hashOf(spec.key)}, ${at.now}, ${spec.userId ?? null})`.execute(tx);
  });
}

export async function removeApiKey(db: Db, corpId: string, name: string): Promise<void> {
  await sql`delete from api_key where corp_id = ${corpId} and name = ${name}`.execute(db);
}

/** `of`: how whoever works with it stands; null for the house's own. */
export type ApiKey = { corpId: string; id: string; name: string; role: Role; of: Pick<Standing, "state" | "left"> | null };

/** Whose key this is. The id finds the row, the hash is compared in constant time. */
export async function findApiKey(db: Db, key: string): Promise<ApiKey | null> {
  const id = FORM.exec(key)?.[1];
  if (id === undefined) return null;
  type Row = { corp_id: string; id: string; name: string; role: Role; hash: string; user_id: string | null; left: boolean } & Pick<
    Standing,
    "state"
  >;
  const { rows } = await sql<Row>`
    select k.corp_id, k.id, k.name, k.role, k.hash, k.user_id, coalesce(m.state, 'removed') as state, coalesce(s.removed, false) as left
    from api_key k left join member m on m.corp_id = k.corp_id and m.user_id = k.user_id
      left join staff s on s.corp_id = m.corp_id and s.user_id = m.staff_user_id
    where k.id = ${id}`.execute(db);
  const row = rows[0];
  if (!row || !timingSafeEqual(Buffer.from(row.hash, "hex"), Buffer.from(hashOf(key), "hex"))) return null;
  return { corpId: row.corp_id, id: row.id, name: row.name, role: row.role, of: row.user_id === null ? null : row };
}

const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");
