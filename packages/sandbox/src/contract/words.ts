import type { Outcome, Report } from "./run.ts";

const SIGNS: Record<Outcome["result"], string> = { same: "✓", differs: "✗", observed: "?", "not asked": "–" };

function lines({ name, says, source, result, differences, observations, why }: Outcome): string[] {
  const head = `${SIGNS[result]} ${name} · ${says.zh} · ${says.en} [${source}]`;
  if (result === "not asked") return [head, `    没有问：${why?.zh ?? ""} · not asked: ${why?.en ?? ""}`];
  return [
    head,
    ...differences.map(({ what, expected, got }) => `    ${what}: 预期 expected ${expected} · 实际 got ${got}`),
    ...observations.map(({ assumed, live }) => `    沙箱按 the sandbox assumes ${assumed} · 实际 here ${live}`),
  ];
}

/** The report for people: differences and open questions in full, the rest in one line each. Codes, kinds and counts only. */
export function reportWords({ live, calls, outcomes }: Report): string {
  const of = (result: Outcome["result"]): number => outcomes.filter((outcome) => outcome.result === result).length;
  const where = live ? "真实企业微信，只读 · the real service, reading only" : "沙箱 · the sandbox";
  return [
    where,
    ...outcomes.flatMap(lines),
    `${of("same")} 项一致，${of("differs")} 项不同，${of("observed")} 项待定，${of("not asked")} 项没问，共调用 ${calls} 次`,
    `${of("same")} the same, ${of("differs")} different, ${of("observed")} open, ${of("not asked")} not asked, ${calls} calls`,
  ].join("\n");
}
