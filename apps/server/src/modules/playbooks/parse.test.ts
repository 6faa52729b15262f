import { readFileSync } from "node:fs";
import path from "node:path";
import { checkSop, graphOf } from "@shuke/contract";
import { expect, test } from "vitest";
import { shippedPlaybooks } from "./library.ts";
import { checkPlaybook } from "./parse.ts";

const yaml = readFileSync(path.join(import.meta.dirname, "../../../../../playbooks/store-community.yaml"), "utf8");

test("a slip in one step of a list of days is told at its own line", () => {
  const at = yaml.split("\n").findIndex((line) => line.includes('at: "14:40"'));
  const { problems } = checkPlaybook(yaml.replace('at: "14:40"', 'at: "25:40"'));
  expect(problems).toMatchObject([{ path: "sops.0.steps.1.at", line: at + 1 }]);
  const chinese = checkPlaybook(yaml.replace('at: "14:40"', 'at: "25:40"'), "zh-CN").problems;
  expect(chinese).toMatchObject([{ path: "sops.0.steps.1.at", line: at + 1, message: expect.stringMatching(/[\u4e00-\u9fff]/) }]);
});

test("an SOP may be written as a graph, and a slip in it is told at its own place, too", () => {
  const graph = (step: string) => `${yaml.slice(0, yaml.indexOf("sops:"))}sops:
  - v: 2
    key: way
    name: { zh: 路, en: Way }
    subject: customer
    trigger: { on: event, event: friend-added }
    start: one
    steps: []
    nodes:
      - { key: one, do: after, hours: ${step}, next: null }
${yaml.slice(yaml.indexOf("funnel:"))}`;
  expect(checkPlaybook(graph("3")).problems).toEqual([]);
  expect(checkPlaybook(graph("0")).problems.map((problem) => problem.path)).toEqual(["sops.0.nodes.0.hours"]);
});

test.each(shippedPlaybooks())(
  "$key, which comes with Shuke, can be read, and nothing in its SOPs is to be mended",
  ({ key, yaml: shipped }) => {
    const { definition, problems } = checkPlaybook(shipped);
    expect(problems).toEqual([]);
    expect(definition?.playbook).toBe(key);
    const limits = { touches: 3, days: 7, quiet: { from: "21:30", to: "08:30" } };
    // The oldest group SOP is a list of days, which has no place for a positioning card. And some work leaves no trace: thanking somebody in
    // private stays a claim, which the editor says.
    const meant = ["cardMissing", "neverShown"];
    const found = definition?.sops.flatMap((sop) => checkSop(graphOf(sop), limits)).filter(({ code }) => !meant.includes(code));
    expect(found).toEqual([]);
  },
);
