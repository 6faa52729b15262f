import type { invitationDownloads, ParsedDownload } from "@shuke/contract";
import { files } from "@shuke/phrases";
import { gateSettings, withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { localStamp } from "#kit/tz";
import { readInvitation } from "./rows.ts";
import { peoplePage } from "./screens.ts";

const PER_READ = 1000;

/** Everybody whom it concerns, or those who came so far, as a file in the order of the page; who took it is on record. */
export async function* exportPeople(ctx: Ctx, input: ParsedDownload<typeof invitationDownloads.people>): AsyncGenerator<string> {
  const { name } = await readInvitation(ctx, input.id);
  await withUnit(ctx, (unit) => unit.audit("invitations.export", `invitation:${input.id}`, { name, stage: input.stage ?? null }));
  const say = files[ctx.language ?? "zh-CN"].invitations;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const stamp = (at: string | null) => (at === null ? "" : localStamp(new Date(at), timeZone));
  const reasons: Readonly<Record<string, string>> = say.reasons;
  yield csvLine(Object.values(say.columns));
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await peoplePage(ctx, { ...input, cursor, limit: PER_READ });
    yield page.people
      .map(({ externalUserId, ...one }) =>
        csvLine([
          externalUserId,
          one.name ?? "",
          say.stages[one.stage],
          one.reason === null ? "" : (reasons[one.reason] ?? one.reason),
          one.wave === null ? "" : String(one.wave),
          stamp(one.reachedAt),
          stamp(one.openedAt),
          stamp(one.joinedAt),
          one.group ?? "",
        ]),
      )
      .join("");
    cursor = page.nextCursor;
  }
}
