import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { checkPlaybook } from "./parse.ts";

const yaml = readFileSync(path.join(import.meta.dirname, "../../../../../playbooks/store-community.yaml"), "utf8");

test("a slip in one step of a list of days is told at its own line", () => {
  const at = yaml.split("\n").findIndex((line) => line.includes('at: "14:40"'));
  const { problems } = checkPlaybook(yaml.replace('at: "14:40"', 'at: "25:40"'));
  expect(problems).toMatchObject([{ path: "sops.0.steps.1.at", line: at + 1 }]);
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
