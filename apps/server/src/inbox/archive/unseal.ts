import { constants, privateDecrypt } from "node:crypto";
import { type Opened, readMessage } from "./message.ts";
import { ArchiveTrouble, type SealedMessage } from "./port.ts";
import type { ArchiveSetup } from "./ports.ts";

export type Unsealed = { seq: number; opened: Opened };

/**
 * Opens what a page brought. What no key of ours opens is handed back as it came, to be kept until the key is there; when the library
 * itself fails, nothing of the page counts.
 */
export async function unseal(
  { port, keys }: ArchiveSetup,
  page: readonly SealedMessage[],
): Promise<{ open: Unsealed[]; closed: SealedMessage[] }> {
  const open: Unsealed[] = [];
  const closed: SealedMessage[] = [];
  for (const message of page) {
    const pem = keys.get(message.keyVersion);
    try {
      if (pem === undefined) throw new ArchiveTrouble(10_007, "no private key of this version");
      open.push({ seq: message.seq, opened: readMessage(await port.open(openKey(pem, message.randomKey), message.body)) });
    } catch (error) {
      // The library did not answer, or is ill: that says nothing of the message.
      if (error instanceof ArchiveTrouble && (error.code === 0 || (error.code >= 10_001 && error.code <= 10_003))) throw error;
      closed.push(message);
    }
  }
  return { open, closed };
}

/** RSA with PKCS#1 padding over the key's text (wecom-api §9.2). */
const openKey = (pem: string, sealed: string): string =>
  privateDecrypt({ key: pem, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(sealed, "base64")).toString("utf8");
