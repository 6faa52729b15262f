import { family } from "../api/call.ts";
import type { ApiRoute } from "../api/call.ts";
import type { Eyes } from "../api/scope.ts";
import { fail } from "../kit/errors.ts";
import { int, oneOf, text } from "../kit/fields.ts";
import { ACCOUNT_ERRORS, accountNamed, OPEN_KFID } from "./accounts.ts";
import { codeForState, servicersOf, sessionOf, setState } from "./sessions.ts";
import type { KfAccount, KfSession, KfState } from "./tables.ts";

const { post } = family("kf", "kf");

/** Which states follow which when the API says so (page 94669); an ended one begins anew only when the customer writes. */
const NEXT: Record<KfState, readonly KfState[]> = { 0: [1, 2, 3, 4], 1: [2, 3, 4], 2: [3, 4], 3: [3, 4], 4: [] };

export const CHAT = { open_kfid: OPEN_KFID, external_userid: text({ required: 41035 }) };
export const CHAT_ERRORS = [...ACCOUNT_ERRORS, 40096] as const;

/** The chat that a call names; 40096 for somebody who was never there. */
export function chatNamed(eyes: Eyes, { open_kfid, external_userid }: { open_kfid: string; external_userid: string }) {
  const { world } = eyes;
  const account = accountNamed(eyes, open_kfid);
  const session = sessionOf(world, account.openKfId, world.byExternal.get(external_userid) ?? "");
  if (!session) throw fail(40096, "invalid external_userid");
  return { account, session };
}

/** Somebody who serves the account and takes customers now. */
function servicerNamed(eyes: Eyes, account: KfAccount, userid: string): string {
  const { world } = eyes;
  if (userid === "") throw fail(40058, "missing servicer_userid");
  if (world.users.get(userid)?.status !== 1) throw fail(95014, "not a servicer: inactive");
  if (!servicersOf(world, account).includes(userid)) throw fail(60253, "not in the list of servicers");
  if (account.servicers.some((row) => row.userid === userid && row.status === 1)) throw fail(95019, "the servicer has stopped");
  return userid;
}

function checkStep(session: KfSession, next: KfState): void {
  if (session.state === 4) throw fail(95013, "the session has ended");
  if (!NEXT[session.state].includes(next)) throw fail(95016, `state ${session.state} does not lead to ${next}`);
}

export const kfStateRoutes: ApiRoute[] = [
  post(
    "kf/service_state/get",
    { body: CHAT, answer: { service_state: int({ required: 0 }), servicer_userid: text() }, errors: CHAT_ERRORS },
    (call) => {
      const { session } = chatNamed(call, call.body);
      return { service_state: session.state, ...(session.state === 3 ? { servicer_userid: session.servicer } : {}) };
    },
  ),
  post(
    "kf/service_state/trans",
    {
      body: { ...CHAT, service_state: oneOf([1, 2, 3, 4], { required: 40058 }), servicer_userid: text({ fallback: "" }) },
      answer: { msg_code: text() },
      errors: [...CHAT_ERRORS, 40058, 60253, 95013, 95014, 95016, 95019],
    },
    (call) => {
      const { world, body } = call;
      const { account, session } = chatNamed(call, body);
      checkStep(session, body.service_state);
      const servicer = body.service_state === 3 ? servicerNamed(call, account, body.servicer_userid) : "";
      setState(world, session, body.service_state, servicer);
      const code = codeForState(world, session);
      return code === null ? {} : { msg_code: code };
    },
  ),
];
