/** What the envelope adds to a callback. */
const OF_THE_ENVELOPE: ReadonlySet<string> = new Set(["ToUserName", "FromUserName", "MsgType", "AgentID"]);

/**
 * One text over all fields of a callback, equal for the sandbox's record and for what the server stored: paths and values of all
 * leaves, in the order of their names. Lists are written as `Item`s on the wire.
 */
export function fieldsIdentity(fields: Record<string, unknown>): string {
  const leaves: string[] = [];
  for (const [name, value] of Object.entries(fields)) if (!OF_THE_ENVELOPE.has(name)) walk(name, value, leaves);
  return leaves.toSorted().join("\n");
}

function walk(path: string, value: unknown, leaves: string[]): void {
  if (value === null || value === undefined || value === "") return;
  if (Array.isArray(value)) {
    const inner = path.endsWith(".Item") ? path : `${path}.Item`;
    for (const one of value) walk(inner, one, leaves);
  } else if (typeof value === "object") {
    for (const [name, one] of Object.entries(value)) {
      if (name === "repeat" && Array.isArray(one)) for (const item of one) walk(path, item, leaves);
      else walk(`${path}.${name}`, one, leaves);
    }
  } else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    leaves.push(`${path}=${String(value).trim()}`);
  }
}
