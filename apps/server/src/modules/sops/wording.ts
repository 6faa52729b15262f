import { createHash } from "node:crypto";
import type { StepDefinition } from "./types.ts";

/** Which wording a member of staff sends: drawn once for her and the step, since one mass task carries one content. */
export function wordingFor({ key, content, variants }: StepDefinition, sender: string): StepDefinition["content"] {
  if (variants.length === 0) return content;
  const lot = createHash("sha256").update(`${key}\u0000${sender}`).digest().readUInt32BE(0);
  return [content, ...variants][lot % (variants.length + 1)] ?? content;
}
