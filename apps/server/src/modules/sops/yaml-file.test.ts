import { graphOf, sopWritten } from "@shuke/contract";
import { expect, test } from "vitest";
import { fromYaml, yamlOf } from "./yaml-file.ts";

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

test("a file says the same when it is read again, and leaves out what says nothing", async () => {
  const yaml = yamlOf(written);
  expect(await fromYaml({ language: "zh-CN" }, { yaml })).toEqual({ definition: graphOf(written), problems: [] });
  expect(yaml).not.toMatch(/variants|escalationHours|goals/);
});

test("what is wrong is told in the reader's language, at its line", async () => {
  const yaml = yamlOf(written).replace("day: 1", "day: soon").replace("    kind: mass-send\n", "");
  const line = (text: string) => yaml.split("\n").findIndex((one) => one.includes(text)) + 1;
  const { definition, problems } = await fromYaml({ language: "zh-CN" }, { yaml });
  expect(definition).toBeNull();
  expect(problems).toMatchObject([
    { path: "steps.0.kind", line: line("key: hello") },
    { path: "nodes.0.day", line: line("day: soon") },
  ]);
  for (const { message } of problems) expect(message).toMatch(/[\u4e00-\u9fff]/);
  const broken = await fromYaml({ language: "zh-CN" }, { yaml: yaml.replace("subject:", "subject") });
  expect(broken.problems[0]?.message).toContain("读不下去");
});
