import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedProof, saysSo, shownByNotice, taskOfLink } from "./proof.ts";

const topic = "大家平时几点最想喝咖啡？说说看，点赞最多的时段下周做买一送一。";

test("a text counts as sent with a greeting, smileys and line breaks, and when a few words were changed", () => {
  expect(saysSo(topic, topic)).toBe(true);
  expect(saysSo(topic, `早呀☕\n${topic} http://x.test/m/welfare?v=1 😄`)).toBe(true);
  expect(saysSo(topic, "大家几点最想喝咖啡？说说看！点赞最多的时段，下周我们做买一送一")).toBe(true);
});

test("something else, nothing, a link alone or a few of its letters are not it", () => {
  for (const said of ["", "  ", "早上好", "http://x.test/m/welfare?v=1", "大家来喝咖啡", "今天新品上市，点单立减五元，欢迎进店"]) {
    expect(saysSo(topic, said), said).toBe(false);
  }
  expect(saysSo("已到货", "到货了")).toBe(false);
  expect(saysSo("", "什么都行")).toBe(true);
});

test("whatever stands around a text, it was sent; what shares no pair of letters with it is never it", () => {
  const words = fc.string({ unit: "binary", maxLength: 30 });
  const wanted = fc.stringMatching(/^[一-龥]{8,40}$/u);
  fc.assert(
    fc.property(words, wanted, words, (before, text, after) => saysSo(text, `${before} ${text} ${after}`)),
    { numRuns: 30 },
  );
  fc.assert(
    fc.property(wanted, fc.stringMatching(/^[a-z]{1,60}$/u), (text, other) => !saysSo(text, other)),
    { numRuns: 30 },
  );
});

test("a notice that hung there before shows nothing; where nobody said what shows a task, a word is all there is", () => {
  const step = { kind: "sop-step", params: { evidence: "notice", before: "群规" } };
  expect(shownByNotice(step, "群规")).toBe(false);
  expect(shownByNotice(step, "")).toBe(false);
  expect(shownByNotice(step, "今天福利日")).toBe(true);
  expect(shownByNotice({ kind: "finish-group-setup", params: {} }, "群规")).toBe(true);
  expect(expectedProof({ kind: "sop-step", params: { evidence: "odd" } })).toBe("claim");
  expect(expectedProof({ kind: "store-visit", params: {} })).toBe("claim");
});

test("only links with a task's own mark lead to a task", () => {
  expect(taskOfLink("sop_1.d3.tsk_9")).toBe("tsk_9");
  for (const via of [null, "", "sop_1.d3", "welcome.lc_1", "sop_1.d3.x", "a.b.tsk_1.c"]) expect(taskOfLink(via)).toBeNull();
});
