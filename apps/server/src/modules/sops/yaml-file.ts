import { type api, contentIdsOf, graphOf, type OutputOf, type ParsedInputOf, sopWritten, type SopWritten } from "@shuke/contract";
import { fill, sopPhrases } from "@shuke/phrases";
import { stringify } from "yaml";
import { z } from "zod";
import type { Ctx } from "#kit/ctx";
import { readYaml } from "#kit/read-yaml";
import { libraryFacts, namedContents } from "#modules/assets";

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

/** Where a content of the library is named: people read and write what it is called. */
const isWording = (value: unknown): value is { text: string; contentId: string } =>
  isRecord(value) && typeof value["contentId"] === "string" && typeof value["text"] === "string";
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A definition as a file: what stands at its default is left out, texts keep their lines. `names`: of contents, by id. */
export function yamlOf(definition: SopWritten, names: ReadonlyMap<string, string> = new Map()): string {
  const told: unknown = JSON.parse(
    JSON.stringify(definition, (key, value: unknown) => {
      if (SILENT[key] === JSON.stringify(value)) return undefined;
      if (!isWording(value)) return value;
      const { contentId, text, ...rest } = value;
      return { library: names.get(contentId) ?? contentId, ...(text === "" ? {} : { text }), ...rest };
    }),
  );
  return stringify(told, { lineWidth: 0, schema: "core" });
}

export async function toYaml(ctx: Ctx, { definition }: ParsedInputOf<typeof api.sops.toYaml>): Promise<OutputOf<typeof api.sops.toYaml>> {
  const facts = await libraryFacts(ctx, contentIdsOf(graphOf(definition)));
  return { yaml: yamlOf(definition, new Map([...facts].map(([id, { name }]) => [id, name]))) };
}

export async function fromYaml(ctx: Ctx, { yaml }: ParsedInputOf<typeof api.sops.fromYaml>): Promise<OutputOf<typeof api.sops.fromYaml>> {
  const ids = await namedContents(ctx, namesIn(readYaml(yaml, z.unknown()).definition));
  return readDefinition(yaml, ctx.language ?? "zh-CN", ids);
}

/** `ids`: of contents of the library, by name. */
export function readDefinition(
  yaml: string,
  language: NonNullable<Ctx["language"]>,
  ids: ReadonlyMap<string, string> = new Map(),
): OutputOf<typeof api.sops.fromYaml> {
  const { file } = sopPhrases[language];
  const schema = z
    .unknown()
    .transform((value, { issues }) => {
      const missing: Missing[] = [];
      const found = withIds(value, ids, [], missing);
      for (const { path, name } of missing) {
        issues.push({ code: "custom", input: value, path, message: fill(file.noContent, { name }) });
      }
      return found;
    })
    .pipe(sopWritten);
  const { definition, problems } = readYaml(yaml, schema, { language, slip: file.slip });
  return { definition: definition && graphOf(definition), problems };
}

type Missing = { path: PropertyKey[]; name: string };

/** Wordings stand under `content` and `variants`, nowhere else. */
const isPlace = (path: readonly PropertyKey[]) => path.at(-1) === "content" || path.at(-2) === "variants";

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isRecord(value)) return [];
  const { library } = value;
  return [...(typeof library === "string" ? [library] : []), ...Object.values(value).flatMap(namesIn)];
}

function withIds(value: unknown, ids: ReadonlyMap<string, string>, path: PropertyKey[], missing: Missing[]): unknown {
  if (Array.isArray(value)) return value.map((one: unknown, n) => withIds(one, ids, [...path, n], missing));
  if (!isRecord(value)) return value;
  const { library, ...rest } = value;
  if (typeof library === "string" && isPlace(path)) {
    const contentId = ids.get(library);
    if (contentId === undefined) missing.push({ path: [...path, "library"], name: library });
    return { text: "", ...rest, contentId: contentId ?? library };
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withIds(one, ids, [...path, key], missing)]));
}
