import type { Report } from "./report.ts";

const COLOUR = { green: "#2f8f5b", amber: "#c98a1b", red: "#c8443a", unknown: "#9aa0a6" } as const;
const WORD = { green: "达标", amber: "留意", red: "未达标", unknown: "不足以判断" } as const;
const percent = (rate: number | null) => (rate === null ? "–" : `${(rate * 100).toFixed(1)}%`);
const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** One file to send to a colleague: no script, nothing loaded from elsewhere. */
export function reportHtml(report: Report): string {
  const most = Math.max(1, ...report.funnel.map((step) => step.entered));
  const funnel = report.funnel.map(
    (step) => `<tr><th scope="row">${escape(step.name)}</th>
      <td class="bar"><span style="width:${(step.done / most) * 100}%;background:${COLOUR[step.status]}"></span></td>
      <td>${step.done} / ${step.entered}</td><td>${percent(step.rate)}</td><td>${percent(step.target)}</td>
      <td style="color:${COLOUR[step.status]}">${WORD[step.status]}</td></tr>`,
  );
  const steps = report.steps.map(
    (step) => `<tr><th scope="row">${escape(step.sop)} · ${escape(step.name)}</th><td>${step.entered}</td><td>${step.done}</td>
      <td>${step.missed}</td><td>${step.refused}</td><td>${step.skipped}</td><td>${step.exited}</td>
      <td>${percent(step.rate)} / ${percent(step.target)}</td>
      <td style="color:${COLOUR[step.status]}">${WORD[step.status]}</td></tr>`,
  );
  const invariants = report.invariants.map(
    (one) => `<tr><th scope="row">${escape(one.name)}</th><td>${one.checked}</td>
      <td style="color:${one.violations === 0 ? COLOUR.green : COLOUR.red}">${one.violations === 0 ? "守住了" : `${one.violations} 次违反`}</td></tr>`,
  );
  const { kills } = report;
  const gone = kills
    ? `<p>服务器被强行结束 ${kills.count} 次；${kills.unwelcomed} 位顾客没有收到欢迎语：服务器不在的时间超过了欢迎语的 20 秒</p>`
    : "";
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>演练 ${escape(report.playbook)}</title><style>
body{font:14px system-ui,"PingFang SC","Noto Sans SC",sans-serif;color:#1d2129;background:#fbfaf8;max-width:960px;margin:40px auto;padding:0 16px}
table{border-collapse:collapse;width:100%;margin:8px 0 32px;font-variant-numeric:tabular-nums}
th,td{padding:6px 8px;border-bottom:1px solid #e9e5df;text-align:right}th{text-align:left;font-weight:500}
.bar{width:36%;text-align:left}.bar span{display:block;height:14px;border-radius:3px}</style>
<h1>${escape(report.playbook)}</h1><p>${report.customers} 位顾客，${report.days} 天，种子 ${report.seed}</p>
<h2>漏斗</h2><table><tr><th>步骤</th><th>人数</th><th></th><th>转化</th><th>目标</th><th></th></tr>${funnel.join("")}</table>
<h2>SOP 步骤</h2><table><tr><th>步骤</th><th>进入</th><th>完成</th><th>未达</th><th>拒绝</th><th>跳过</th><th>退出</th><th>完成率 / 目标</th><th></th></tr>${steps.join("")}</table>
<h2>不变量</h2><table><tr><th>规则</th><th>检查次数</th><th>结果</th></tr>${invariants.join("")}</table>${gone}</html>`;
}
