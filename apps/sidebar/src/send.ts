import type { SidebarTarget } from "@shuke/contract";
import { ask } from "./api.ts";
import { fill, words } from "./boot.ts";
import { putIntoChat } from "./sdk.ts";
import { complain, tell } from "./toast.ts";

const TRIES = 3;

/** Content into the open chat by one press: the server says what and whether, the client puts it there, the server is told. */
export async function sendHere(
  to: SidebarTarget,
  name: string,
  what: { taskId: string } | { contentKey: string } | { contentId: string; answer: boolean },
): Promise<boolean> {
  try {
    const { sendId, messages } = await ask("send", { to, ...what });
    try {
      await putIntoChat(to, name, messages);
    } catch (error) {
      const why = error instanceof Error ? error.message : "";
      await told(sendId, false, why);
      throw new Error(fill(words.tasks.notSent, { why }), { cause: error });
    }
    await told(sendId, true, "");
    tell("taskId" in what ? words.tasks.sent : words.tasks.sentContent);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** It stands in the chat already: a weak network must not lose the word of it. */
async function told(sendId: string, ok: boolean, error: string): Promise<void> {
  for (let n = 1; ; n += 1) {
    try {
      await ask("sent", { sendId, ok, error: error.slice(0, 200) });
      return;
    } catch (trouble) {
      if (n >= TRIES) throw trouble;
      await new Promise((resolve) => setTimeout(resolve, 800 * n));
    }
  }
}
