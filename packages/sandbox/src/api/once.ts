import type { World } from "../world/world.ts";

const FORGET_MS = 7 * 86_400_000;

interface Kept {
  [field: string]: number | { [name: string]: string };
  at: number;
  uses: number;
  data: { [name: string]: string };
}

/** A short-lived code that stands for something: launch codes, user tickets, tfa codes, response codes, bot media. */
export function issueOnce(world: World, kind: string, data: { [name: string]: string }): string {
  const content = JSON.stringify(data);
  const code = world.id("", 43, "once", kind, content, world.count(`once:${kind}:${content}`));
  const id = `once:${kind}:${code}`;
  world.keep(id, { at: world.now(), uses: 0, data });
  world.schedule(world.now() + FORGET_MS, id, "forget-cell", { id });
  return code;
}

/** What a code stands for and its age in seconds; null when it never was, or was forgotten a week later. */
export function peekOnce(
  world: World,
  kind: string,
  code: string,
): { data: { [name: string]: string | undefined }; age: number; uses: number; used: boolean } | null {
  const kept = world.cell<Kept | null>(`once:${kind}:${code}`, null);
  if (!kept) return null;
  return { data: kept.data, age: (world.now() - kept.at) / 1000, uses: kept.uses, used: kept.uses > 0 };
}

/** Counts a use. */
export function useOnce(world: World, kind: string, code: string): void {
  const id = `once:${kind}:${code}`;
  const kept = world.cell<Kept | null>(id, null);
  if (kept) world.keep(id, { ...kept, uses: kept.uses + 1 });
}

/** Plays the desktop client that follows a launch link: the chat it opens, or why not. */
export function openLaunchCode(world: World, code: string): { userid: string; with: string } | { error: string } {
  const found = peekOnce(world, "launch", code);
  if (!found) return { error: "the launch_code is unknown" };
  if (!world.limits.allows("launch-code.uses", found.uses + 1)) return { error: "the launch_code was used" };
  if (!world.limits.allows("launch-code.life", found.age)) return { error: "the launch_code has expired" };
  useOnce(world, "launch", code);
  return { userid: found.data.userid ?? "", with: found.data.other ?? "" };
}
