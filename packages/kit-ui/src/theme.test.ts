import { expect, test } from "vitest";
import { contrast } from "./contrast.ts";
import { palettes, primaryFill } from "./theme.ts";

const texts = ["ink", "inkSoft", "inkFaint", "pineText", "persimmonText", "goodText", "watchText", "badText"] as const;

test.each(["light", "dark"] as const)("every text colour of the %s palette reaches 4.5 : 1 on every ground", (mode) => {
  const p = palettes[mode];
  const weak = texts.flatMap((text) =>
    (["paper", "card", "sunken"] as const)
      .filter((ground) => contrast(p[text], p[ground]) < 4.5)
      .map((ground) => `${text} on ${ground}: ${contrast(p[text], p[ground]).toFixed(2)}`),
  );
  expect(weak).toEqual([]);
});

test.each(["light", "dark"] as const)("tag words reach 4.5 : 1 on their own soft ground (%s)", (mode) => {
  const p = palettes[mode];
  for (const [text, ground] of [
    [p.goodText, p.goodSoft],
    [p.watchText, p.watchSoft],
    [p.badText, p.badSoft],
    [p.pineText, p.pineSoft],
    [p.persimmonText, p.persimmonSoft],
    [p.ink, p.greySoft],
    [p.inkSoft, p.greySoft],
  ] as const) {
    expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
});

test.each(["light", "dark"] as const)("white on the primary button reaches 4.5 : 1 (%s)", (mode) => {
  expect(contrast("#ffffff", primaryFill[mode])).toBeGreaterThanOrEqual(4.5);
});

test("contrast knows black on white", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
});
