/** A message as WeCom hands it out: the words sealed, the key to them sealed for the corp's public key of that version. */
export type SealedMessage = { seq: number; msgid: string; keyVersion: number; randomKey: string; body: string };

/**
 * The archive of one corp (wecom-api §9.2). Two adapters: `http-port.ts` speaks with a stand-in by HTTP (the sandbox has one),
 * `native-port.ts` with WeCom's own library in a process of its own, since it crashes and leaks. Failures are `ArchiveTrouble`.
 */
export type ArchivePort = {
  /** Messages with a number above `seq`, ascending, at most `limit` (WeCom: 1,000). */
  pull(seq: number, limit: number): Promise<SealedMessage[]>;
  /** The SDK's DecryptData: `key` is the random key as it came out of RSA; answers the message's JSON. */
  open(key: string, body: string): Promise<string>;
  close(): Promise<void>;
};

/** `code` as WeCom's SDK numbers it (10001…, 301042…), 0 where it never answered. */
export class ArchiveTrouble extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = "ArchiveTrouble";
    this.code = code;
  }
}

/** WeCom hands out messages of the last five days only. */
export const WINDOW_MS = 5 * 86_400_000;
export const PAGE = 1000;

/** What `GetChatData` answers, whoever carries it. */
export function readPage(answer: unknown): SealedMessage[] {
  const { errcode = 0, errmsg = "", chatdata = [] } = isObject(answer) ? answer : { errcode: 10002, errmsg: "no JSON" };
  if (errcode !== 0) throw new ArchiveTrouble(Number(errcode), String(errmsg));
  if (!Array.isArray(chatdata)) throw new ArchiveTrouble(10002, "chatdata is no list");
  return chatdata.filter(isObject).map((row) => ({
    seq: Number(row["seq"]),
    msgid: String(row["msgid"]),
    keyVersion: Number(row["publickey_ver"]),
    randomKey: String(row["encrypt_random_key"]),
    body: String(row["encrypt_chat_msg"]),
  }));
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
