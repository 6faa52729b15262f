import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { fill } from "@shuke/phrases";
import { type Ctx, inWords } from "#kit/ctx";
import { installedPlaybooks, playbookYaml, shippedPlaybooks } from "./library.ts";
import { daysToRehearse } from "./length.ts";
import { checkPlaybook, parsePlaybook } from "./parse.ts";

export async function listPlaybooks(ctx: Ctx): Promise<OutputOf<typeof api.playbooks.list>> {
  const installed = await installedPlaybooks(ctx);
  return {
    items: shippedPlaybooks().map(({ key, yaml }) => {
      const playbook = parsePlaybook(installed.get(key)?.yaml ?? yaml);
      return {
        key,
        name: playbook.name,
        summary: playbook.summary,
        version: playbook.version,
        installed: installed.has(key),
        source: playbook.source,
        contains: {
          code: 2,
          tag: playbook.tags.reduce((sum, group) => sum + group.names.length, 0),
          sop: playbook.sops.length,
          step: playbook.sops.reduce((sum, sop) => sum + sop.steps.length, 0),
          ...(playbook.goals.length === 0 ? {} : { goal: playbook.goals.length }),
        },
      };
    }),
  };
}

/** Where the name of a store would stand: each store with a group gets a code of its own. */
const ANY_STORE = { zh: "××店", en: "(store)" };

export async function getPlaybook(ctx: Ctx, input: ParsedInputOf<typeof api.playbooks.get>): Promise<OutputOf<typeof api.playbooks.get>> {
  const yaml = await playbookYaml(ctx, input.key);
  const installed = (await installedPlaybooks(ctx)).get(input.key);
  const playbook = parsePlaybook(yaml);
  const there = new Set(installed?.things.map((thing) => `${thing.kind}/${thing.name}`));
  // Things are known by their Chinese name, whatever the reader's language.
  const preview = [
    { kind: "code", name: playbook.staffCode.name },
    { kind: "groupCode", name: fill(playbook.groupCodes.baseName, { store: inWords(ctx, ANY_STORE) }) },
    ...playbook.sops.map((sop) => ({ kind: "sop", name: sop.name.zh, words: inWords(ctx, sop.name) })),
    ...playbook.tags.flatMap((group) => group.names.map((name) => ({ kind: "tag", name: `${group.group}/${name}` }))),
    ...playbook.goals.map((goal) => ({ kind: "goal", name: goal.name.zh, words: inWords(ctx, goal.name) })),
    { kind: "groupClass", name: playbook.groupClass.key },
  ];
  return {
    key: input.key,
    name: playbook.name,
    summary: playbook.summary,
    version: playbook.version,
    yaml,
    days: daysToRehearse(playbook.sops),
    installed: installed !== undefined,
    preview: preview.map((thing) => ({
      kind: thing.kind,
      name: "words" in thing ? thing.words : thing.name,
      exists:
        there.has(`${thing.kind}/${thing.name}`) || (installed !== undefined && ["groupCode", "tag", "groupClass"].includes(thing.kind)),
    })),
  };
}

export function validatePlaybook(ctx: Ctx, input: { yaml: string }): Promise<OutputOf<typeof api.playbooks.validate>> {
  return Promise.resolve({ problems: checkPlaybook(input.yaml, ctx.language ?? "zh-CN").problems });
}
