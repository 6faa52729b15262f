import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { announceTalk, answerQuestion, cancelTalk, closeTalk, endTalk, followQuestion, moveTalk, nextItem, startTalk } from "./acts.ts";
import { reachOf } from "./chats.ts";
import { talkFigures } from "./figures.ts";
import { followTasks } from "./hand-over.ts";
import { postStages } from "./post-stages.ts";
import { talksProjection } from "./project.ts";
import { saveTalk } from "./save-talk.ts";
import { getTalk, listTalks, talkQuestions } from "./screens.ts";

export { announceTalk, answerQuestion, closeTalk, endTalk, nextItem, startTalk } from "./acts.ts";
export { passOnTalks } from "./hand-over.ts";
export { saveTalk } from "./save-talk.ts";
export { askInTalk, pageOfTalk, type TalkPage, voteInTalk } from "./page.ts";

export const handlers: readonly Handler[] = [talksProjection, followTasks];
export const duties: readonly Duty[] = [postStages];
export const routes: readonly Route[] = [
  route(api.talks.list, listTalks),
  route(api.talks.get, getTalk),
  route(api.talks.questions, talkQuestions),
  route(api.talks.reach, reachOf),
  route(api.talks.save, saveTalk),
  route(api.talks.announce, announceTalk),
  route(api.talks.move, moveTalk),
  route(api.talks.cancel, cancelTalk),
  route(api.talks.start, startTalk),
  route(api.talks.next, nextItem),
  route(api.talks.answer, answerQuestion),
  route(api.talks.follow, followQuestion),
  route(api.talks.end, endTalk),
  route(api.talks.close, closeTalk),
  route(api.talks.figures, talkFigures),
];
