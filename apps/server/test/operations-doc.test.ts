import { readFileSync } from "node:fs";
import path from "node:path";
import { alarmKeys } from "@shuke/contract";
import { consolePhrases as en } from "@shuke/phrases/en/console";
import { consolePhrases as zh } from "@shuke/phrases/zh-CN/console";
import { expect, test } from "vitest";

const guide = readFileSync(path.resolve(import.meta.dirname, "../../../docs/OPERATIONS.md"), "utf8");

test("every alarm has its section in docs/OPERATIONS.md and its words in both languages, and there are no others", () => {
  const chapter = guide.split(/^## /m).find((text) => text.startsWith("Alarms")) ?? "";
  const sections = [...chapter.matchAll(/^### (.+)\n(.+)$/gm)];
  expect(sections.map(([, name]) => String(name)).toSorted()).toEqual([...alarmKeys].toSorted());
  for (const [, name, text = ""] of sections) expect([name, /^(Watch|Stopped)\b/.test(text)]).toEqual([name, true]);
  for (const words of [zh, en]) expect(Object.keys(words.operations.alarms).toSorted()).toEqual([...alarmKeys].toSorted());
});
