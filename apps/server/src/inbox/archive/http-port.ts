import { createDecipheriv } from "node:crypto";
import { type ArchivePort, ArchiveTrouble, isObject, readPage } from "./port.ts";

type Place = { url: string; corpId: string; secret: string };

/**
 * A stand-in for the native library by HTTP: `POST init`, `POST get_chat_data` below `url`, as the sandbox has it. Its messages are
 * sealed as WeCom's callbacks are (AES-256-CBC, the key's first 16 bytes as the initial vector).
 */
export function httpPort({ url, corpId, secret }: Place): ArchivePort {
  let session: string | null = null;

  async function ask(path: string, body: object): Promise<unknown> {
    try {
      const answer = await fetch(`${url}/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      return await answer.json();
    } catch (error) {
      throw new ArchiveTrouble(0, error instanceof Error ? error.message : String(error));
    }
  }

  async function open(): Promise<string> {
    const answer = await ask("init", { corpid: corpId, secret });
    if (!isObject(answer)) throw new ArchiveTrouble(10002, "no JSON");
    if (answer["errcode"] !== 0) throw new ArchiveTrouble(Number(answer["errcode"]), String(answer["errmsg"]));
    return String(answer["session"]);
  }

  return {
    async pull(seq, limit) {
      session ??= await open();
      const answer = await ask("get_chat_data", { session, seq, limit });
      // A session lasts two hours.
      if (!isObject(answer) || answer["errcode"] !== 10_003) return readPage(answer);
      session = await open();
      return readPage(await ask("get_chat_data", { session, seq, limit }));
    },
    open: async (key, body) => {
      try {
        const bytes = Buffer.from(key, "base64");
        const decipher = createDecipheriv("aes-256-cbc", bytes, bytes.subarray(0, 16));
        return Buffer.concat([decipher.update(Buffer.from(body, "base64")), decipher.final()]).toString("utf8");
      } catch (error) {
        throw new ArchiveTrouble(10_006, error instanceof Error ? error.message : String(error));
      }
    },
    close: async () => {},
  };
}
