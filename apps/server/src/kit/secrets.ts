import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import { StartupError } from "#db/startup-error";

/** What is sealed does not open: the installation's key is another one than then. */
export class WrongKey extends StartupError {
  constructor(cause: unknown) {
    super(
      "The corp's secrets were sealed with another key. Give the old one back in SHUKE_SECRET_KEY; npm run doctor says more.",
      "企业的密文是用另一把密钥加密的。请把原来的密钥放回 SHUKE_SECRET_KEY，详情见 npm run doctor。",
      { cause },
    );
    this.name = "WrongKey";
  }
}

/** What corps keep sealed in `corp_secret`: encrypted at rest, read by those who call WeCom, shown to nobody. */
export type Secrets = {
  get(corpId: string, name: string): Promise<string | null>;
  /** All secrets of a corp by name. */
  all(corpId: string): Promise<Map<string, string>>;
  put(corpId: string, name: string, value: string): Promise<void>;
};

/** `key` is the installation's key (`secretKeyOf(config)`), any text of at least 32 characters. */
export function createSecrets(db: Db, key: string): Secrets {
  const box = createBox(key);
  const all = async (corpId: string) => {
    const { rows } = await sql<{ name: string; cipher: string }>`
      select name, cipher from corp_secret where corp_id = ${corpId}`.execute(db);
    return new Map(rows.map((row) => [row.name, box.open(row.cipher, placeOf(corpId, row.name))]));
  };
  return {
    all,
    get: async (corpId, name) => (await all(corpId)).get(name) ?? null,
    put: async (corpId, name, value) => {
      await sql`insert into corp_secret (corp_id, name, cipher)
        values (${corpId}, ${name}, ${box.seal(value, placeOf(corpId, name))})
        on conflict (corp_id, name) do update set cipher = excluded.cipher`.execute(db);
    },
  };
}

const placeOf = (corpId: string, name: string) => `${corpId}/${name}`;
const VERSION = "v1";

/** AES-256-GCM. `v1.<nonce>.<tag>.<text>`, base64url. `about` binds a cipher to its place in the table. */
export function createBox(key: string) {
  if (key.length < 32) throw new RangeError("The installation's key needs at least 32 characters");
  const bytes = Buffer.from(hkdfSync("sha256", key, "", "shuke corp secrets", 32));
  return {
    seal(text: string, about: string): string {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", bytes, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return [VERSION, ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
    },
    /** Throws WrongKey when the cipher was made with another key or for another place. */
    open(sealed: string, about: string): string {
      const [version, nonce, tag, text] = sealed.split(".");
      if (version !== VERSION || nonce === undefined || tag === undefined || text === undefined) {
        throw new Error("A stored secret is not in the form that this version writes");
      }
      const decipher = createDecipheriv("aes-256-gcm", bytes, Buffer.from(nonce, "base64url"), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(about)).setAuthTag(Buffer.from(tag, "base64url"));
      try {
        return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8");
      } catch (error) {
        throw new WrongKey(error);
      }
    },
  };
}
