import { drawSheet } from "#kit/sheet-picture";
import { defineSender, repeat, type SenderDeps } from "./define.ts";
import { tellStaff } from "./tell-staff.ts";

/** Draws a picture and puts it up for three days. Put up twice, WeCom keeps two and nobody sees either: it may be repeated. */
export const pictureUploadSender = (deps: SenderDeps) =>
  defineSender(deps, "picture.upload", {
    async send(client, { payload }) {
      const data = await drawSheet(payload.sheet);
      const { media_id } = await client.media.upload({
        type: "image",
        file: { filename: payload.fileName, contentType: "image/png", data },
      });
      return { status: "sent", result: { mediaId: media_id } };
    },
    settle: repeat,
  });

/** A picture in the member's WeCom. WeCom's own duplicate check covers a repeat after no answer (law 4). */
export const staffPictureSender = (deps: SenderDeps) =>
  defineSender(deps, "staff-picture.send", {
    async send(client, { payload }) {
      return tellStaff(client, payload.userId, { msgtype: "image", image: { media_id: payload.mediaId } });
    },
    settle: repeat,
  });
