import { graphOf, sopWritten } from "@shuke/contract";
import { expect, test } from "vitest";
import { readDefinition, yamlOf } from "./yaml-file.ts";

const written = sopWritten.parse({
  v: 2,
  key: "way",
  name: { zh: "路", en: "Way" },
  subject: "customer",
  trigger: { on: "event", event: "friend-added" },
  start: "wait",
  steps: [
    {
      key: "hello",
      name: { zh: "问好", en: "Hello" },
      kind: "mass-send",
      evidence: "delivered",
      content: { text: "早上好：\n今天有新豆子" },
      target: 0.8,
    },
  ],
  nodes: [
    { key: "wait", do: "wait", day: 1, at: "10:00", next: "fork" },
    { key: "fork", do: "split", ways: [{ share: 90, next: "act" }], holdOut: 10 },
    { key: "act", do: "act", step: "hello", next: null },
  ],
});

test("a file says the same when it is read again, and leaves out what says nothing", () => {
  const yaml = yamlOf(written);
  expect(readDefinition(yaml, "zh-CN")).toEqual({ definition: graphOf(written), problems: [] });
  expect(yaml).not.toMatch(/variants|escalationHours|goals/);
});

test("what is wrong is told in the reader's language, at its line", () => {
  const yaml = yamlOf(written).replace("day: 1", "day: soon").replace("    kind: mass-send\n", "");
  const line = (text: string) => yaml.split("\n").findIndex((one) => one.includes(text)) + 1;
  const { definition, problems } = readDefinition(yaml, "zh-CN");
  expect(definition).toBeNull();
  expect(problems).toMatchObject([
    { path: "steps.0.kind", line: line("key: hello") },
    { path: "nodes.0.day", line: line("day: soon") },
  ]);
  for (const { message } of problems) expect(message).toMatch(/[\u4e00-\u9fff]/);
  const broken = readDefinition(yaml.replace("subject:", "subject"), "zh-CN");
  expect(broken.problems[0]?.message).toContain("读不下去");
});

test("a content of the library is written by its name, and found by it again; one that is not there is told at its line", () => {
  const step = { key: "hello", name: { zh: "问好", en: "Hello" }, kind: "mass-send", evidence: "delivered", target: 0.8 };
  const content = { text: "", contentId: "cnt_1" };
  const named = sopWritten.parse({ ...written, steps: [{ ...step, content, variants: [{ text: "自己的话", contentId: "cnt_2" }] }] });
  const yaml = yamlOf(
    named,
    new Map([
      ["cnt_1", "会员日"],
      ["cnt_2", "新品"],
    ]),
  );
  expect(yaml).not.toContain("cnt_");
  const other = new Map([
    ["会员日", "cnt_8"],
    ["新品", "cnt_9"],
  ]);
  const { definition, problems } = readDefinition(yaml, "zh-CN", other);
  expect(problems).toEqual([]);
  expect(definition?.steps[0]).toMatchObject({
    content: { text: "", contentId: "cnt_8" },
    variants: [{ text: "自己的话", contentId: "cnt_9" }],
  });
  const line = yaml.split("\n").findIndex((one) => one.includes("library: 新品")) + 1;
  const told = readDefinition(yaml, "zh-CN", new Map([["会员日", "cnt_8"]]));
  expect(told).toMatchObject({ definition: null, problems: [{ path: "steps.0.variants.0.library", line }] });
  expect(told.problems[0]?.message).toContain("新品");
});
