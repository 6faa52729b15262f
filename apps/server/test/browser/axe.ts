import axe from "axe-core";
import type { Frame, Page } from "playwright-core";

/** What keeps people out; the rest is advice. */
const GRAVE = new Set(["serious", "critical"]);

/** The grave violations of a page, one line per rule with the first places. Runs beside the page's own scripts, so a CSP does not matter. */
export async function graveViolations(page: Page | Frame): Promise<string[]> {
  if ((await page.evaluate("'axe' in window")) !== true) await page.evaluate(axe.source);
  const result: unknown = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  return violationsOf(result).flatMap(({ id, impact, help, nodes }) => {
    if (!GRAVE.has(impact ?? "")) return [];
    const places = nodes
      .slice(0, 3)
      .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary?.replaceAll(/\s+/g, " ").slice(0, 240) ?? ""}`);
    return [`${impact} ${id} (${help}) ×${nodes.length}: ${places.join(" | ")}`];
  });
}

function violationsOf(result: unknown): axe.Result[] {
  if (typeof result !== "object" || result === null || !("violations" in result) || !Array.isArray(result.violations)) {
    throw new Error("axe gave no result");
  }
  return result.violations;
}
