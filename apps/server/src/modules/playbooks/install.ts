import { createHash } from "node:crypto";
import { fill } from "@shuke/phrases";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { fillByItself, installColumn, saveMark, settingsOf } from "#modules/calendar";
import { createLiveCode, listLiveCodes } from "#modules/live-codes";
import { saveSop } from "#modules/sops";
import { installProduct } from "#modules/stock";
import { installGoals } from "./install-goals.ts";
import { playbookYaml } from "./library.ts";
import { parsePlaybook } from "./parse.ts";
import type { PlaybookDefinition } from "./types.ts";

export type Thing = { kind: string; name: string };

/**
 * Creates what the playbook names, or brings it to this version. Each thing is a unit of its own and known by its name, so
 * that an installation that was interrupted is finished by installing again.
 */
export async function installPlaybook(
  ctx: Ctx,
  input: { key: string; yaml?: string | undefined },
): Promise<{ created: Thing[]; kept: number }> {
  const yaml = input.yaml ?? (await playbookYaml(ctx, input.key));
  const playbook = parsePlaybook(yaml);
  if (playbook.playbook !== input.key) {
    throw new Problem("playbookInvalid", { count: 1, first: `playbook: ${playbook.playbook} ≠ ${input.key}` });
  }
  const created: Thing[] = [];
  let kept = 0;
  const note = (thing: Thing, fresh: boolean) => (fresh ? void created.push(thing) : void (kept += 1));

  await installSettings(ctx, playbook);
  for (const definition of playbook.sops) {
    const { outcome } = await withUnit(ctx, (unit) => saveSop(unit, { definition, playbook: playbook.playbook }));
    note({ kind: "sop", name: definition.name.zh }, outcome !== "same");
  }
  for (const plan of playbook.columns)
    note({ kind: "column", name: plan.name }, (await installColumn(ctx, playbook.playbook, plan)) === "created");
  for (const plan of playbook.products)
    note({ kind: "product", name: plan.name }, (await installProduct(ctx, playbook.playbook, plan)) === "created");
  for (const { name, fresh } of await installGoals(ctx, playbook)) note({ kind: "goal", name }, fresh);
  note({ kind: "code", name: playbook.staffCode.name }, await installStaffCode(ctx, playbook));
  for (const store of await storesWithGroups(ctx)) {
    const name = `${store.name}·群码`;
    note({ kind: "code", name }, await installGroupCode(ctx, playbook, store, name));
  }
  // Last, when the groups have their codes: a class is what stands under them.
  if (playbook.calendar && (await settingsOf(ctx, playbook.calendar.groupClass)).mark === "") {
    await saveMark(ctx, playbook.calendar);
    await fillByItself(ctx);
  }
  const things = [...created];
  await withUnit(ctx, async (unit) => {
    await sql`insert into playbook_install (corp_id, key, version, yaml, things, installed_at)
      values (${unit.corpId}, ${input.key}, ${playbook.version}, ${yaml}, ${JSON.stringify(things)}, ${unit.now})
      on conflict (corp_id, key) do update set version = excluded.version, yaml = excluded.yaml,
        things = playbook_install.things || excluded.things, installed_at = excluded.installed_at`.execute(unit.db);
    await unit.audit("playbooks.install", `playbook:${input.key}`, { version: playbook.version, created: things.length });
    unit.fact({
      type: "playbook.installed",
      subject: `playbook:${input.key}`,
      occurredAt: unit.now,
      data: { playbook: input.key, version: playbook.version, installId: `${input.key}@${playbook.version}` },
    });
  });
  return { created, kept };
}

/** The offer page's words, the group rules, and the greeting template that owners attach in the client. */
async function installSettings(ctx: Ctx, playbook: PlaybookDefinition): Promise<void> {
  const { groupClass, welfare } = playbook;
  await withUnit(ctx, async (unit) => {
    const settings = { welfare, groupRules: { notice: groupClass.notice } };
    await sql`update corp set settings = settings || ${JSON.stringify(settings)}::jsonb
      where corp_id = ${unit.corpId}`.execute(unit.db);
    const digest = createHash("sha256").update(groupClass.welcome.text).digest("hex").slice(0, 16);
    unit.plan({
      kind: "welcome-template.put",
      dedupeKey: `welcome-template:${groupClass.key}:${digest}`,
      plannedBy: `playbook:${playbook.playbook}`,
      runAfter: unit.now,
      payload: { classKey: groupClass.key, text: groupClass.welcome.text, link: null },
    });
    for (const { group, names } of playbook.tags) {
      const key = `${group}/${names.join(",")}`;
      unit.plan({
        kind: "corp-tag.create",
        dedupeKey: `corp-tag:${key}`,
        plannedBy: `playbook:${playbook.playbook}`,
        runAfter: unit.now,
        payload: { groupName: group, names, key },
      });
    }
  });
}

async function installStaffCode(ctx: Ctx, playbook: PlaybookDefinition): Promise<boolean> {
  const { staffCode } = playbook;
  if (await codeExists(ctx, "staff", staffCode.name)) return false;
  const { rows } = await sql<{ user_id: string }>`select user_id from staff
    where corp_id = ${ctx.corpId} and position = ${staffCode.position} and follows and not removed
    order by user_id limit 100`.execute(ctx.db);
  if (rows.length === 0) throw new Problem("liveCodeNeedsStaff");
  await createLiveCode(ctx, {
    ...blank,
    kind: "staff",
    name: staffCode.name,
    channel: staffCode.channel,
    userIds: rows.map((row) => row.user_id),
    tags: staffCode.tags,
    welcomeText: staffCode.welcome.text,
    welcomeLink: staffCode.welcome.link,
  });
  return true;
}

const blank = {
  channel: "",
  userIds: [],
  tags: [],
  remark: "",
  welcomeText: "",
  welcomeLink: null,
  welcomeContent: null,
  storeId: null,
  chatIds: [],
  seatLimit: 200,
  autoCreate: true,
  baseName: "",
};

type StoreGroups = { id: string; name: string; chatIds: string[] };

/** Open stores with the groups whose name begins with the store's name (A12: taking over what exists, by name). */
async function storesWithGroups(ctx: Ctx): Promise<StoreGroups[]> {
  const { rows } = await sql<StoreGroups>`select s.id, s.name, (array_agg(g.chat_id order by g.created_sec desc))[1:5] as "chatIds"
    from store s join group_chat g on g.corp_id = s.corp_id and starts_with(g.name, s.name) and g.state <> 'dismissed'
    where s.corp_id = ${ctx.corpId} and s.state = 'open' group by s.id, s.name order by s.name`.execute(ctx.db);
  return rows;
}

async function installGroupCode(ctx: Ctx, playbook: PlaybookDefinition, store: StoreGroups, name: string) {
  const known = await listLiveCodes(ctx, { kind: "group", storeId: store.id, limit: 1 });
  if (known.items.length > 0) return false;
  await createLiveCode(ctx, {
    ...blank,
    kind: "group",
    name: name.slice(0, 30),
    storeId: store.id,
    chatIds: store.chatIds,
    seatLimit: playbook.groupCodes.seatLimit,
    autoCreate: playbook.groupCodes.autoCreate,
    baseName: fill(playbook.groupCodes.baseName, { store: store.name }).slice(0, 40),
  });
  return true;
}

async function codeExists(ctx: Ctx, kind: "staff" | "group", name: string): Promise<boolean> {
  const { items } = await listLiveCodes(ctx, { kind, query: name, limit: 50 });
  return items.some((code) => code.name === name);
}
