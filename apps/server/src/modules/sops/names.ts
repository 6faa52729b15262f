import type { Ctx } from "#kit/ctx";
import { customerId, groupId, staffId } from "#kit/ids";
import { namesOf } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { staffNames } from "#modules/org";

/** Names of an SOP's subjects by WeCom's ids; unknown ones are absent. */
export async function namesFor(ctx: Ctx, subject: string, recipients: readonly string[]): Promise<Map<string, string>> {
  if (recipients.length === 0) return new Map();
  if (subject === "customer") return namesOf(ctx, recipients);
  if (subject === "staff") return staffNames(ctx, recipients);
  const chats = await chatInfo(ctx, recipients);
  return new Map([...chats].map(([chatId, { name }]) => [chatId, name]));
}

/** As facts name them: `customer:cus_…`, `group:grp_…`, `staff:stf_…`. */
export function subjectOf(corpId: string, subject: string, recipient: string): string {
  if (subject === "customer") return `customer:${customerId(corpId, recipient)}`;
  return subject === "staff" ? `staff:${staffId(corpId, recipient)}` : `group:${groupId(corpId, recipient)}`;
}
