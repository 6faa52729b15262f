import type { Report } from "./report.ts";

const percent = (rate: number | null) => (rate === null ? "   – " : `${(rate * 100).toFixed(1).padStart(5)}%`);
const LIGHT = { green: "● 达标", amber: "▲ 留意", red: "■ 未达", unknown: "○ 不足以判断" } as const;

/** The report for a person at a terminal. */
export function printReport(report: Report): string {
  const funnel = report.funnel.map(
    (step) =>
      `  ${step.name.padEnd(12, "　")} ${String(step.done).padStart(6)} / ${String(step.entered).padStart(6)}  ${percent(step.rate)}` +
      `  目标 ${percent(step.target)}  ${LIGHT[step.status]}`,
  );
  const steps = report.steps.map(
    (step) =>
      `  ${step.sop}/${step.key}`.padEnd(34) +
      `完成 ${String(step.done).padStart(5)}  未达 ${String(step.missed).padStart(4)}  拒 ${String(step.refused).padStart(4)}` +
      `  跳过 ${String(step.skipped).padStart(4)}  ${percent(step.rate)} / ${percent(step.target)}  ${LIGHT[step.status]}`,
  );
  const invariants = report.invariants.map(
    (one) =>
      `  ${one.violations === 0 ? "✓" : "✗"} ${one.name.padEnd(32)} ${String(one.checked).padStart(7)} 次检查  ${one.violations} 次违反` +
      (one.examples ? `\n      ${one.examples.join("\n      ")}` : ""),
  );
  const calls = Object.entries(report.wecomCalls).map(([path, n]) => `  ${path.padEnd(48)} ${n.calls} 次，${n.errors} 次报错`);
  return [
    `${report.playbook}：${report.customers} 位顾客，${report.days} 天，种子 ${report.seed}`,
    "漏斗",
    ...funnel,
    "SOP 步骤",
    ...steps,
    ...(report.stock ? ["到货", ...report.stock.map(delivery)] : []),
    "不变量",
    ...invariants,
    ...(report.kills ? ["服务器被强行结束", ...killed(report.kills)] : []),
    "企业微信调用",
    ...calls,
    `用时 ${((report.timings["totalMs"] ?? 0) / 1000).toFixed(1)} 秒`,
  ].join("\n");
}

const delivery = ({ product, arrived, taken, waves, received, minutesTo80 }: NonNullable<Report["stock"]>[number]) =>
  `  ${product.padEnd(16, "　")} 到 ${arrived}，拿走 ${taken}，${waves} 批，${received} 人收到，八成人收到用了 ${minutesTo80 === null ? "–" : `${minutesTo80} 分钟`}`;

/** What nothing that comes back later could mend is said, and not hidden among what was kept. */
const killed = ({ count, inHand, slowestStartMs, unwelcomed, examples = [] }: NonNullable<Report["kills"]>) => [
  `  ${count} 次，当时手上有 ${inHand} 个调用；最慢 ${(slowestStartMs / 1000).toFixed(1)} 秒恢复`,
  `  ${unwelcomed} 位顾客没有收到欢迎语：服务器不在的时间超过了欢迎语的 20 秒`,
  ...examples.map((example) => `      ${example}`),
];
