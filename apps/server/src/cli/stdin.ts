import { text } from "node:stream/consumers";
import { z } from "zod";
import { StartupError } from "#db/startup-error";

/** JSON from stdin: arguments would be seen in the list of processes and kept in the shell's history. `what` names it. */
export async function fromStdin<T>(shape: z.ZodType<T>, what: { en: string; zh: string }): Promise<T> {
  const given = shape.safeParse(jsonOf(await text(process.stdin)));
  if (given.success) return given.data;
  const lines = z.prettifyError(given.error);
  throw new StartupError(`The ${what.en} on stdin does not fit:\n${lines}`, `标准输入里的${what.zh}设置不对：\n${lines}`);
}

function jsonOf(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return undefined;
  }
}
