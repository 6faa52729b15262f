import { type api, graphOf, type OutputOf, type ParsedInputOf, sopWritten, type SopWritten } from "@shuke/contract";
import { sopPhrases } from "@shuke/phrases";
import { stringify } from "yaml";
import type { Ctx } from "#kit/ctx";
import { readYaml } from "#kit/read-yaml";

/** What says nothing: it is the same without. */
const SILENT: Readonly<Record<string, string>> = {
  variants: "[]",
  exits: "[]",
  goals: "[]",
  target: "null",
  reminderHours: "null",
  escalationHours: "null",
  actor: '"own"',
  days: '"any"',
  clock: '{"from":"start"}',
};

/** A definition as a file: what stands at its default is left out, texts keep their lines. */
export function yamlOf(definition: SopWritten): string {
  const told: unknown = JSON.parse(
    JSON.stringify(definition, (key, value: unknown) => (SILENT[key] === JSON.stringify(value) ? undefined : value)),
  );
  return stringify(told, { lineWidth: 0, schema: "core" });
}

export const toYaml = (_ctx: Ctx, { definition }: ParsedInputOf<typeof api.sops.toYaml>): Promise<OutputOf<typeof api.sops.toYaml>> =>
  Promise.resolve({ yaml: yamlOf(definition) });

export function fromYaml(
  { language }: Pick<Ctx, "language">,
  { yaml }: ParsedInputOf<typeof api.sops.fromYaml>,
): Promise<OutputOf<typeof api.sops.fromYaml>> {
  const { slip } = sopPhrases[language ?? "zh-CN"].file;
  const { definition, problems } = readYaml(yaml, sopWritten, { language: language ?? "zh-CN", slip });
  return Promise.resolve({ definition: definition && graphOf(definition), problems });
}
