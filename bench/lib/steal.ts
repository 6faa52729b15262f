import { existsSync, readFileSync } from "node:fs";

const STAT = "/proc/stat";

/**
 * Begins to watch what a virtual machine's host keeps of its processors for others; the answer says in words how much it was since then. A
 * figure measured while a third of the machine was gone says little about the code.
 */
export function watchSteal(): () => string {
  const before = ticks();
  return () => {
    const after = ticks();
    if (before === null || after === null || after.all === before.all) return "what the host kept for others is not known";
    const share = (after.stolen - before.stolen) / (after.all - before.all);
    return `the machine's host kept ${(share * 100).toFixed(0)} % of the processors for others meanwhile`;
  };
}

/** Of `cpu user nice system idle iowait irq softirq steal …`, in ticks since the machine began. */
function ticks(): { all: number; stolen: number } | null {
  if (!existsSync(STAT)) return null;
  const [, ...counts] = (readFileSync(STAT, "utf8").split("\n")[0] ?? "").split(/\s+/);
  const times = counts.slice(0, 8).map(Number);
  return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] ?? 0 };
}
