import { createSigner, type Signer } from "./session.ts";
import { type Answer, noteOpened, type Visit } from "./visit.ts";

type Link = { to: string; via: string };

/** The path of a link that tells who opened it before it goes on: `to` is a path of ours or an https address. */
export function trackedPath(secretKey: string, link: Link): string {
  const body = Buffer.from(JSON.stringify([link.to, link.via])).toString("base64url");
  return `/m/l/${body}.${createSigner(secretKey).sign("link", body)}`;
}

/** Only links that we made lead on: anybody can write a path, nobody else can sign it. */
export function readLink(signer: Signer, token: string): Link | null {
  const [body = "", mark = ""] = token.split(".");
  if (!signer.matches("link", body, mark)) return null;
  const [to, via] = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as [string, string];
  return { to, via };
}

export const openLink =
  (signer: Signer) =>
  async (visit: Visit): Promise<Answer> => {
    const link = readLink(signer, visit.params["*"] ?? "");
    if (!link) return { redirect: "/m/gone" };
    await noteOpened({ ...visit, query: { v: link.via } }, "link");
    return { redirect: link.to };
  };
