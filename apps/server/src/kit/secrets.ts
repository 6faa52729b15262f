import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Seals short texts (secrets of a corp) under the installation's key. `about` binds a cipher to its place. */
export type Secrets = {
  seal(text: string, about: string): string;
  /** Throws when the cipher was made with another key or for another place. */
  open(cipher: string, about: string): string;
};

const KEY_BYTES = 32;
const VERSION = "v1";

/** AES-256-GCM. A cipher reads `v1.<nonce>.<tag>.<text>`, each part in base64url. */
export function createSecrets(key: Buffer): Secrets {
  if (key.length !== KEY_BYTES) throw new RangeError(`The secret key must have ${KEY_BYTES} bytes, not ${key.length}`);
  return {
    seal(text, about) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return [VERSION, ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
    },
    open(sealed, about) {
      const [version, nonce, tag, text] = sealed.split(".");
      if (version !== VERSION || nonce === undefined || tag === undefined || text === undefined) {
        throw new Error("A stored secret cannot be read: it is not in the form that this version writes");
      }
      const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(about)).setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8");
    },
  };
}

/**
 * The installation's key: `given` (64 hex digits or 43–44 characters of base64, from the environment), else the file,
 * which is made at the first start and readable by its owner only.
 */
export async function readSecretKey(from: { given?: string | undefined; file: string }): Promise<Buffer> {
  if (from.given !== undefined && from.given !== "") return decodeKey(from.given, "SHUKE_SECRET_KEY");
  const known = await readKeyFile(from.file);
  if (known) return known;
  await mkdir(path.dirname(from.file), { recursive: true });
  try {
    // Whoever comes first makes it; everybody else reads what is there.
    await writeFile(from.file, `${randomBytes(KEY_BYTES).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
  const made = await readKeyFile(from.file);
  if (!made) throw new Error(`The secret key ${from.file} vanished while it was read`);
  return made;
}

async function readKeyFile(file: string): Promise<Buffer | null> {
  try {
    return decodeKey((await readFile(file, "utf8")).trim(), file);
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

function decodeKey(text: string, where: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  if (key.length !== KEY_BYTES) throw new Error(`${where} must hold ${KEY_BYTES} bytes as hex or base64`);
  return key;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
