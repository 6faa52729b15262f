import { isBody } from "../kit/params.ts";
import type { RunningSandbox } from "../index.ts";
import { createCaller } from "./caller.ts";
import type { Target } from "./caller.ts";

/** The secrets of a sandbox, as a person would give those of their corp. */
export function targetOf(sb: RunningSandbox): Target {
  const { corp, parts } = sb;
  const archive = [...parts.sim.world.apps.values()].find((app) => app.kind === "archive")?.secret ?? "";
  return { baseUrl: sb.url, corpId: corp.corpId, secrets: { app: corp.secret, archive } };
}

/** Something of everything that the checks ask about: customers, a group, tags, a mass task, a moment, a code, a day of statistics. */
export async function fillWorld(sb: RunningSandbox): Promise<void> {
  const caller = createCaller(targetOf(sb), () => undefined);
  const post = async (path: string, body: object): Promise<Record<string, unknown>> =>
    (await caller.ask(`externalcontact/${path}`, { body })).body;
  const way = await post("add_contact_way", { type: 1, scene: 2, user: ["staff001"], state: "poster" });
  const people = [];
  for (const name of ["小梅", "罗先生", "安娜"]) people.push(await sb.act({ who: "new", do: "scan", url: way.qr_code, name }));
  const made = await post("add_corp_tag", { group_name: "口味", tag: [{ name: "拿铁" }] });
  const tag = isBody(made.tag_group) && Array.isArray(made.tag_group.tag) ? made.tag_group.tag[0] : {};
  await post("mark_tag", { userid: "staff001", external_userid: people[0]?.externalUserId, add_tag: [tag.id] });
  const members = people.map(({ who }) => who);
  const { chatId } = await sb.act({ who: "staff001", do: "create-group", name: "拿铁一群", members });
  await sb.act({ who: "staff001", do: "create-group", name: "拿铁二群" });
  await sb.act({ who: members[0] ?? "", do: "say", chatId, text: "几点开门" });
  await post("add_msg_template", { sender: "staff001", text: { content: "周三会员日" } });
  await post("add_moment_task", { text: { content: "新店开业" } });
  await fetch(`${sb.url}/_sandbox/archive`, {
    method: "POST",
    body: JSON.stringify({ users: ["staff001"], newKey: true, defaultAgree: true }),
  });
  await sb.advance("2d");
}
