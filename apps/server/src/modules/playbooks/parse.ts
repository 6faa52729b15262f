import { type Language, sopPhrases } from "@shuke/phrases";
import { Problem } from "#kit/problem";
import { readYaml, type YamlProblem } from "#kit/read-yaml";
import { type PlaybookDefinition, playbookDefinition } from "./types.ts";

/** Reads a playbook's YAML; problems name the place and the line, in the reader's words where there is one. */
export function checkPlaybook(yaml: string, language?: Language): { definition: PlaybookDefinition | null; problems: YamlProblem[] } {
  return readYaml(yaml, playbookDefinition, language === undefined ? {} : { language, slip: sopPhrases[language].file.slip });
}

export function parsePlaybook(yaml: string): PlaybookDefinition {
  const { definition, problems } = checkPlaybook(yaml);
  if (definition) return definition;
  const first = problems[0];
  const where = first ? `${first.line === null ? "" : `line ${first.line}: `}${first.path} ${first.message}` : "";
  throw new Problem("playbookInvalid", { count: problems.length, first: where, problems });
}
