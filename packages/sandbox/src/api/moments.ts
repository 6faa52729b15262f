import { fail } from "../kit/errors.ts";
import { int, list, object, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { hashHex } from "../kit/hash.ts";
import { bytes } from "../kit/params.ts";
import type { Attachment, JsonObject } from "../people-host.ts";
import { cancelMoment, createMoment, runningJobs } from "../world/moments.ts";
import { isServing, subtree, usersOf } from "../world/org.ts";
import type { Moment } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { checkAttachmentMedia } from "./attachments.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { momentNamed } from "./moment-lists.ts";
import { sees, visibleUsers } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { get, post } = family("moments", "customers");

const TEXTS = list(text({ required: 40058 }), { fallback: [] });

const LINK = { title: text({ maxBytes: "moment.link-title" }), url: text({ required: 40058, maxBytes: "link.url" }), media_id: text() };
const STORED = { media_id: text({ required: 40007 }) };

const TASK = {
  text: object({ content: text({ maxChars: "moment.text" }) }),
  attachments: list(
    object({ msgtype: text({ required: 41065 }), image: object(STORED), video: object(STORED), link: object(LINK) }, { required: 40058 }),
    { fallback: [] },
  ),
  visible_range: object({
    sender_list: object({
      user_list: list(text({ required: 40058 }), { max: "moment.users", fallback: [] }),
      department_list: list(int({ required: 40058 }), { fallback: [] }),
    }),
    external_contact_list: object({ tag_list: TEXTS }),
  }),
};

type Task = Values<typeof TASK>;
type Part = Task["attachments"][number];

function attachment(world: World, { msgtype, image, video, link }: Part): Attachment {
  if (msgtype === "image" && image) {
    checkAttachmentMedia(world, image.media_id, "image", 1);
    return { msgtype, image: { media_id: image.media_id } };
  }
  if (msgtype === "video" && video) {
    checkAttachmentMedia(world, video.media_id, "video", 1);
    return { msgtype, video: { media_id: video.media_id } };
  }
  if (msgtype === "link" && link) {
    if (link.media_id) checkAttachmentMedia(world, link.media_id, "image", 1);
    const { title = "", url, media_id = "" } = link;
    return { msgtype, link: { ...(title === "" ? {} : { title }), url, ...(media_id === "" ? {} : { media_id }) } };
  }
  throw fail(41065, `unsupported attachment msgtype ${msgtype}`);
}

/** ≤ 9 pictures, or one video, or one link (O-96351). */
function attachmentsOf(world: World, parts: Part[]): Attachment[] {
  const kinds = new Set(parts.map((part) => part.msgtype));
  if (kinds.size > 1) throw fail(41065, "invalid attachments msgtype: pictures, a video and a link do not mix");
  const limit = kinds.has("image") ? "moment.images" : "moment.single";
  if (parts.length > 0 && !world.limits.allows(limit, parts.length)) throw fail(41064, "too many attachments");
  return parts.map((part) => attachment(world, part));
}

/** Who is to publish, and which names in the range mean nobody. */
function sendersOf(eyes: Eyes, range: Task["visible_range"]): Pick<Moment, "senders" | "tags" | "invalid"> {
  const { world } = eyes;
  const { user_list: users = [], department_list: parties = [] } = range?.sender_list ?? {};
  const tags = range?.external_contact_list?.tag_list ?? [];
  const everybody = users.length === 0 && parties.length === 0;
  const known = parties.filter((id) => world.departments.has(String(id)));
  const inside = usersOf(
    world,
    known.flatMap((id) => subtree(world, id)),
  );
  const named = users.flatMap((userid) => world.users.get(userid) ?? []);
  const chosen = everybody ? visibleUsers(eyes) : [...named, ...inside];
  const isTag = (id: string): boolean => world.tags.get(id)?.deleted === false && world.tags.get(id)?.strategyId === undefined;
  return {
    senders: [...new Set(chosen.filter((user) => isServing(user) && sees(eyes, user.userid)).map((user) => user.userid))],
    tags: tags.filter(isTag),
    invalid: {
      users: users.filter((userid) => !isServing(world.users.get(userid))),
      departments: parties.filter((id) => !known.includes(id)),
      tags: tags.filter((id) => !isTag(id)),
    },
  };
}

const MOMENT = { moment_id: text({ required: 41059 }) };

export const momentRoutes: ApiRoute[] = [
  post(
    "externalcontact/add_moment_task",
    {
      body: TASK,
      answer: { jobid: text({ required: 0 }) },
      errors: [40007, 41064, 41065, 41072, 41078, 41089],
      limits: ["moment.text-bytes", "moment.images", "moment.single", "moment.minute", "moment.month"],
    },
    (call) => {
      const { world, body, sim } = call;
      const content = body.text?.content ?? "";
      if (!world.limits.allows("moment.text-bytes", bytes(content))) throw fail(40058, "text.content has too many bytes");
      const attachments = attachmentsOf(world, body.attachments);
      if (content === "" && attachments.length === 0) throw fail(41089, "text and attachments are both empty");
      const range = sendersOf(call, body.visible_range);
      if (range.senders.length === 0) throw fail(40058, "nobody in visible_range can publish");
      const { momentJobs } = world.settings;
      if (momentJobs > 0 && runningJobs(world) >= momentJobs) throw fail(41078, "too many running jobs");
      const digest = hashHex(JSON.stringify(call.raw)).slice(0, 24);
      const momentId = world.id("mom", 29, "moment-task", digest, world.count(`moment-task:${digest}`));
      createMoment(sim, { momentId, creator: "", text: content, attachments, ...range });
      return { jobid: jobOf(momentId) };
    },
  ),
  get(
    "externalcontact/get_moment_task_result",
    {
      query: { jobid: text({ required: 40088, maxBytes: "moment.job-id" }) },
      answer: {
        status: int({ required: 0 }),
        type: text({ required: 0 }),
        result: object({
          errcode: int(),
          errmsg: text(),
          moment_id: text(),
          invalid_sender_list: object({ user_list: list(text()), department_list: list(int()) }),
          invalid_external_contact_list: object({ tag_list: list(text()) }),
        }),
      },
      errors: [40089],
      limits: ["moment.job"],
    },
    (call) => {
      const { world, query, now } = call;
      const moment = world.moments.get(`mom${query.jobid.slice(3)}`);
      if (!moment || moment.creator !== "" || jobOf(moment.momentId) !== query.jobid) throw fail(40088, "invalid jobid");
      if (!world.limits.allows("moment.job", (now - moment.createdAt) / 3_600_000)) throw fail(40089, "the result of the job is gone");
      return jobView(moment, now);
    },
  ),
  post("externalcontact/cancel_moment_task", { body: MOMENT, answer: {}, errors: [41060, 41067, 41079] }, (call) => {
    const moment = momentNamed(call.world, call.body.moment_id);
    if (moment.creator !== "") throw fail(41067, "not a moment of the company");
    cancelMoment(call.world, moment);
    return {};
  }),
];

function jobOf(momentId: string): string {
  return `job${momentId.slice(3)}`;
}

/** 1 created (for its first second), 2 running, 3 done. */
function jobView(moment: Moment, now: number): JsonObject {
  const base = { type: "add_moment_task" };
  if (now < moment.readyAt) return { status: now - moment.createdAt < 1000 ? 1 : 2, ...base };
  const { users, departments, tags } = moment.invalid;
  return {
    status: 3,
    ...base,
    result: {
      errcode: 0,
      errmsg: "ok",
      moment_id: moment.momentId,
      invalid_sender_list: { user_list: users, department_list: departments },
      invalid_external_contact_list: { tag_list: tags },
    },
  };
}
