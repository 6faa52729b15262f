import { absolute, defineSender, repeat, type SenderDeps } from "./define.ts";

/** A card in the member's WeCom. WeCom's own duplicate check covers a repeat after no answer (law 4). */
export const staffNoticeSender = (deps: SenderDeps) =>
  defineSender(deps, "staff-notice.send", {
    async send(client, { payload }) {
      const answer = await client.message.send({
        touser: payload.userId,
        msgtype: "textcard",
        textcard: {
          title: payload.title,
          description: payload.description,
          url: absolute(payload.url, deps.publicUrl),
          btntxt: payload.button,
        },
        enable_duplicate_check: 1,
        duplicate_check_interval: 14_400,
      });
      const refused = answer.invaliduser ?? "";
      if (refused !== "") return { status: "failed", error: `WeCom cannot reach ${refused}` };
      return { status: "sent", result: { msgid: answer.msgid ?? "" } };
    },
    settle: repeat,
  });
