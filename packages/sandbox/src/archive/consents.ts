import type { Sim } from "../sim.ts";
import { emitRelation, listedRelation, newWelcomeCode } from "../world/relations.ts";
import type { Person } from "../world/types.ts";
import { agreementOf } from "./agreements.ts";
import { keepMessage } from "./keep.ts";

/**
 * Somebody answers: with a member (event `msg_audit_approved`, and a chance to greet) or in a group. The answer itself is a message
 * of the archive.
 */
export function answerConsent(sim: Sim, person: Person, target: { userid: string } | { chatId: string }, agrees: boolean): void {
  const { world } = sim;
  const now = world.now();
  const withId = "userid" in target ? target.userid : target.chatId;
  const before = agreementOf(world, withId, person.who);
  world.consents.put({ with: withId, who: person.who, status: agrees ? "Agree" : "Disagree", changedAt: now });
  const content = { userid: person.externalUserId, agree_time: now };
  keepMessage(world, {
    from: person.who,
    to: "userid" in target ? [target.userid] : [],
    roomid: "userid" in target ? "" : target.chatId,
    msgtype: agrees ? "agree" : "disagree",
    content: { [agrees ? "agree" : "disagree"]: content },
  });
  if (!agrees || !("userid" in target) || before.status === "Agree") return;
  const row = listedRelation(world, target.userid, person.who);
  const code = row ? newWelcomeCode(world, row, "agreed") : "";
  emitRelation(sim, "msg_audit_approved", target.userid, person, code === "" ? {} : { WelcomeCode: code });
}
