import type { WecomClient } from "@shuke/wecom";
import type { Outcome } from "../types.ts";

type Message = Parameters<WecomClient["message"]["send"]>[0];

/** A message of the application in one member's WeCom. WeCom's own duplicate check covers a repeat after no answer (law 4). */
export async function tellStaff(client: WecomClient, userId: string, said: Message): Promise<Outcome> {
  const answer = await client.message.send({ ...said, touser: userId, enable_duplicate_check: 1, duplicate_check_interval: 14_400 });
  const refused = answer.invaliduser ?? "";
  if (refused !== "") return { status: "failed", error: `WeCom cannot reach ${refused}` };
  return { status: "sent", result: { msgid: answer.msgid ?? "" } };
}
