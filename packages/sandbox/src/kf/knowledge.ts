import { checkMedia } from "../api/attachments.ts";
import { family } from "../api/call.ts";
import type { ApiRoute } from "../api/call.ts";
import { fail } from "../kit/errors.ts";
import { json, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import type { JsonObject } from "../people-host.ts";
import type { World } from "../world/world.ts";
import type { KnowledgeGroup, KnowledgeIntent } from "./tables.ts";

const { post } = family("kf", "kf");

/** Fields are those of pages 95971 and 95972 as T-CPAN has them; their codes are not published. */
const GROUP_ID = text({ required: 40058 });
const NAME = text({ required: 40058, maxChars: "kf.knowledge-group-name" });
const INTENT_ID = text({ required: 40058 });
const WORDS = object({ content: text({ required: 40058, maxChars: "kf.knowledge-question" }) }, { required: 40058 });
const LISTED = {
  cursor: text({ fallback: "" }),
  limit: pageSize({ fallback: "kf.knowledge-page-default", max: "kf.knowledge-page" }),
  group_id: text({ fallback: "" }),
};
const PAGE = { next_cursor: text({ required: 0 }), has_more: oneOf([0, 1], { required: 0 }) };

const STORED = object({ media_id: text({ required: 40007 }) });
const ATTACHMENT = object(
  {
    msgtype: oneOf(["image", "video", "link", "miniprogram"], { required: 41065, code: 41065 }),
    image: STORED,
    video: STORED,
    link: object({
      title: text({ required: 40058, maxBytes: "link.title" }),
      picurl: text({ maxBytes: "link.url" }),
      desc: text({ maxBytes: "link.desc" }),
      url: text({ required: 40058, maxBytes: "link.url" }),
    }),
    miniprogram: object({
      title: text({ required: 40058, maxBytes: "miniprogram.title" }),
      thumb_media_id: text({ required: 40007 }),
      appid: text({ required: 40058 }),
      pagepath: text({ required: 40058 }),
    }),
  },
  { required: 41065 },
);

const ANSWERS = list(
  object(
    {
      text: object({ content: text({ required: 40058, maxChars: "kf.knowledge-answer" }) }, { required: 40058 }),
      attachments: list(ATTACHMENT, { fallback: [], max: "kf.knowledge-attachments", tooMany: 41064 }),
    },
    { required: 40058 },
  ),
  { max: "kf.knowledge-answers" },
);
const SIMILAR = object({ items: list(object({ text: WORDS }, { required: 40058 }), { fallback: [], max: "kf.knowledge-similar" }) });

/** All groups; the default one is always there. */
function groupsOf(world: World): KnowledgeGroup[] {
  const id = world.id("kg", 30, "knowledge-default");
  if (!world.kf.groups.has(id)) world.kf.groups.put({ id, name: "默认分组", isDefault: true });
  return [...world.kf.groups.values()];
}

function groupNamed(world: World, id: string, change: boolean): KnowledgeGroup {
  const group = groupsOf(world).find((row) => row.id === id);
  if (!group) throw fail(40058, "invalid group_id");
  if (change && group.isDefault) throw fail(40058, "the default group stays as it is");
  return group;
}

function intentNamed(world: World, id: string): KnowledgeIntent {
  const intent = world.kf.intents.get(id);
  if (!intent) throw fail(40058, "invalid intent_id");
  return intent;
}

function checkName(world: World, name: string): void {
  if (groupsOf(world).some((row) => row.name === name)) throw fail(40058, "the name exists");
}

/** A question stands once in the whole base, as main or similar one. */
function checkQuestions(world: World, questions: string[], but?: KnowledgeIntent): void {
  if (new Set(questions).size < questions.length) throw fail(40058, "a question stands twice");
  for (const intent of world.kf.intents.values()) {
    if (intent === but) continue;
    if ([intent.question, ...intent.similar].some((known) => questions.includes(known))) throw fail(40058, "the question exists");
  }
}

type Answer = NonNullable<Values<{ a: typeof ANSWERS }>["a"]>[number];

/** Attachments as they were given, with the names of their media, which is all that lists show. */
function attachmentsOf(world: World, { attachments }: Answer): JsonObject[] {
  return attachments.map((attachment) => {
    const { msgtype } = attachment;
    if (attachment[msgtype] === undefined) throw fail(40058, `attachment of msgtype ${msgtype} lacks ${msgtype}`);
    if (msgtype === "image" || msgtype === "video") {
      return { msgtype, [msgtype]: { name: checkMedia(world, attachment[msgtype]?.media_id ?? "", [msgtype]).filename } };
    }
    if (msgtype === "miniprogram") checkMedia(world, attachment.miniprogram?.thumb_media_id ?? "", ["image"]);
    return { msgtype, [msgtype]: JSON.parse(JSON.stringify(attachment[msgtype])) };
  });
}

function intentView(intent: KnowledgeIntent): JsonObject {
  return {
    group_id: intent.groupId,
    intent_id: intent.id,
    question: { text: { content: intent.question } },
    similar_questions: { items: intent.similar.map((content) => ({ text: { content } })) },
    answers: [{ text: { content: intent.answer }, attachments: intent.attachments }],
  };
}

const INTENT_ERRORS = [40007, 40058] as const;

export const kfKnowledgeRoutes: ApiRoute[] = [
  post(
    "kf/knowledge/add_group",
    { body: { name: NAME }, answer: { group_id: text({ required: 0 }) }, errors: [40058], limits: ["kf.knowledge-groups"] },
    (call) => {
      const { world, body } = call;
      checkName(world, body.name);
      if (!world.limits.allows("kf.knowledge-groups", groupsOf(world).length + 1)) throw fail(40058, "too many groups");
      const id = world.id("kg", 30, "knowledge-group", body.name, world.count(`knowledge-group:${body.name}`));
      return { group_id: world.kf.groups.put({ id, name: body.name, isDefault: false }).id };
    },
  ),
  post("kf/knowledge/del_group", { body: { group_id: GROUP_ID }, answer: {}, errors: [40058] }, (call) => {
    const { world } = call;
    const group = groupNamed(world, call.body.group_id, true);
    for (const intent of [...world.kf.intents.values()]) if (intent.groupId === group.id) world.kf.intents.delete(intent.id);
    world.kf.groups.delete(group.id);
    return {};
  }),
  post("kf/knowledge/mod_group", { body: { group_id: GROUP_ID, name: NAME }, answer: {}, errors: [40058] }, (call) => {
    const { world, body } = call;
    const group = groupNamed(world, body.group_id, true);
    if (group.name !== body.name) checkName(world, body.name);
    group.name = body.name;
    world.kf.groups.touch(group);
    return {};
  }),
  post(
    "kf/knowledge/list_group",
    {
      body: LISTED,
      answer: {
        ...PAGE,
        group_list: list(
          object({ group_id: text({ required: 0 }), name: text({ required: 0 }), is_default: oneOf([0, 1], { required: 0 }) }),
          { required: 0 },
        ),
      },
      errors: [50100],
    },
    (call) => {
      const { body } = call;
      const groups = groupsOf(call.world).filter((row) => body.group_id === "" || row.id === body.group_id);
      const page = pageOf(groups, body, "knowledge-groups");
      return {
        next_cursor: page.next,
        has_more: page.next === "" ? 0 : 1,
        group_list: page.items.map((row) => ({ group_id: row.id, name: row.name, is_default: row.isDefault ? 1 : 0 })),
      };
    },
  ),
  post(
    "kf/knowledge/add_intent",
    {
      body: { group_id: GROUP_ID, question: object({ text: WORDS }, { required: 40058 }), similar_questions: SIMILAR, answers: ANSWERS },
      answer: { intent_id: text({ required: 0 }) },
      errors: INTENT_ERRORS,
      limits: ["kf.knowledge-intents", "media.life"],
    },
    (call) => {
      const { world, body } = call;
      const group = groupNamed(world, body.group_id, false);
      const [answer] = body.answers ?? [];
      if (!answer) throw fail(40058, "missing answers");
      const inGroup = [...world.kf.intents.values()].filter((row) => row.groupId === group.id).length;
      if (!world.limits.allows("kf.knowledge-intents", inGroup + 1)) throw fail(40058, "too many questions in the group");
      const question = body.question.text.content;
      const similar = (body.similar_questions?.items ?? []).map((item) => item.text.content);
      checkQuestions(world, [question, ...similar]);
      const attachments = attachmentsOf(world, answer);
      const id = world.id("ki", 30, "knowledge-intent", question, world.count(`knowledge-intent:${question}`));
      world.kf.intents.put({ id, groupId: group.id, question, similar, answer: answer.text.content, attachments });
      return { intent_id: id };
    },
  ),
  post("kf/knowledge/del_intent", { body: { intent_id: INTENT_ID }, answer: {}, errors: [40058] }, (call) => {
    call.world.kf.intents.delete(intentNamed(call.world, call.body.intent_id).id);
    return {};
  }),
  post(
    "kf/knowledge/mod_intent",
    {
      body: { intent_id: INTENT_ID, question: object({ text: WORDS }), similar_questions: SIMILAR, answers: ANSWERS },
      answer: {},
      errors: INTENT_ERRORS,
      limits: ["media.life"],
    },
    (call) => {
      const { world, body } = call;
      const intent = intentNamed(world, body.intent_id);
      const question = body.question?.text.content ?? intent.question;
      const similar = body.similar_questions?.items.map((item) => item.text.content) ?? intent.similar;
      checkQuestions(world, [question, ...similar], intent);
      const [answer] = body.answers ?? [];
      const attachments = answer ? attachmentsOf(world, answer) : intent.attachments;
      Object.assign(intent, { question, similar, answer: answer?.text.content ?? intent.answer, attachments });
      world.kf.intents.touch(intent);
      return {};
    },
  ),
  post(
    "kf/knowledge/list_intent",
    {
      body: { ...LISTED, intent_id: text({ fallback: "" }) },
      answer: {
        ...PAGE,
        intent_list: list(
          object({
            group_id: text({ required: 0 }),
            intent_id: text({ required: 0 }),
            question: object({ text: object({ content: text({ required: 0 }) }) }, { required: 0 }),
            similar_questions: object({ items: list(object({ text: object({ content: text({ required: 0 }) }) })) }),
            answers: list(object({ text: object({ content: text({ required: 0 }) }), attachments: list(json()) })),
          }),
          { required: 0 },
        ),
      },
      errors: [50100],
    },
    (call) => {
      const { body } = call;
      const rows = [...call.world.kf.intents.values()].filter(
        (row) => (body.group_id === "" || row.groupId === body.group_id) && (body.intent_id === "" || row.id === body.intent_id),
      );
      const page = pageOf(rows, body, "knowledge-intents");
      return { next_cursor: page.next, has_more: page.next === "" ? 0 : 1, intent_list: page.items.map(intentView) };
    },
  ),
];
