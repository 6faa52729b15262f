import { absolute, defineSender, repeat, type SenderDeps } from "./define.ts";
import { tellStaff } from "./tell-staff.ts";

/** A card in the member's WeCom. WeCom's own duplicate check covers a repeat after no answer (law 4). */
export const staffNoticeSender = (deps: SenderDeps) =>
  defineSender(deps, "staff-notice.send", {
    async send(client, { payload }) {
      const card = {
        title: payload.title,
        description: payload.description,
        url: absolute(payload.url, deps.publicUrl),
        btntxt: payload.button,
      };
      return tellStaff(client, payload.userId, { msgtype: "textcard", textcard: card });
    },
    settle: repeat,
  });
