import { WecomError } from "@shuke/wecom";
import type { InboxDeps } from "./types.ts";

/** Who opened a page: a customer of ours, a member of staff, or somebody of whom WeCom tells only an openid. */
export type Visitor = { externalUserId?: string; userId?: string; openid?: string };

/**
 * Exchanges an OAuth code (WeCom section 3.3). Null when the code is bad, late or used: send the person through the
 * authorize page again. Other trouble is thrown.
 */
export async function identifyVisitor(deps: Pick<InboxDeps, "clients">, corpId: string, code: string): Promise<Visitor | null> {
  const client = await deps.clients.of(corpId);
  try {
    const person = await client.oauth.user({ code });
    return {
      ...(person.external_userid === undefined ? {} : { externalUserId: person.external_userid }),
      ...(person.userid === undefined ? {} : { userId: person.userid }),
      ...(person.openid === undefined ? {} : { openid: person.openid }),
    };
  } catch (error) {
    if (error instanceof WecomError && BAD_CODES.has(error.errcode)) return null;
    throw error;
  }
}

const BAD_CODES = new Set([40029, 42003, 42022]);
