import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import { Problem } from "#kit/problem";
import type { Handler } from "#log";
import { markPerson, setPersonField, tagsToChoose } from "./change-person.ts";
import { myDay } from "./day.ts";
import { groupBeside } from "./group.ts";
import { whoLooks } from "./in-sight.ts";
import { favourite, library } from "./library.ts";
import { claimMine, colleagues, giveMine } from "./my-tasks.ts";
import { dropNote, notesProjection, writeNote } from "./notes.ts";
import { personBeside } from "./person.ts";
import { prepareSend, settleSend } from "./send.ts";
import type { SidebarDeps } from "./types.ts";
import { dropWantAtCounter, takenAtCounter, wantAtCounter } from "./wants.ts";

export type { SidebarDeps } from "./types.ts";

export const handlers: readonly Handler[] = [notesProjection];

/** The page in the chat client; `deps` are lent by the composition root. */
export const routesWith = (deps: SidebarDeps): readonly Route[] => [
  route(api.sidebar.sign, async (ctx, { url, again }) => {
    await whoLooks(ctx);
    const signed = await deps.sign(ctx.corpId, url, again);
    if (!signed) throw new Problem("sidebarForeignPage", {}, 400);
    return { corpId: ctx.corpId, ...signed };
  }),
  route(api.sidebar.person, personBeside(deps)),
  route(api.sidebar.group, groupBeside(deps)),
  route(api.sidebar.day, myDay(deps)),
  route(api.sidebar.tags, tagsToChoose),
  route(api.sidebar.colleagues, colleagues),
  route(api.sidebar.mark, markPerson),
  route(api.sidebar.setField, setPersonField),
  route(api.sidebar.note, writeNote),
  route(api.sidebar.dropNote, dropNote),
  route(api.sidebar.want, wantAtCounter),
  route(api.sidebar.dropWant, dropWantAtCounter),
  route(api.sidebar.taken, takenAtCounter),
  route(api.sidebar.send, prepareSend(deps)),
  route(api.sidebar.sent, settleSend),
  route(api.sidebar.library, library),
  route(api.sidebar.favourite, favourite),
  route(api.sidebar.claim, claimMine),
  route(api.sidebar.give, giveMine),
];
