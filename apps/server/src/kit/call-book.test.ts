import { expect, test } from "vitest";
import { createCallBook } from "./call-book.ts";

const MARK = "/cgi-bin/externalcontact/mark_tag";

test("refusals are counted by path and code for an hour, then forgotten", () => {
  let at = Date.UTC(2026, 2, 2);
  const book = createCallBook(() => at);
  for (let n = 0; n < 3; n += 1) {
    book.see("ww1", "1", { path: MARK, outcome: "refused", errcode: 45033 });
    at += 25 * 60_000;
  }
  book.see("ww1", "1", { path: MARK, outcome: "ok" });
  expect(book.refusals()).toMatchObject([{ corpId: "ww1", path: MARK, errcode: 45033, lastHour: 2 }]);
  expect(book.seen()).toEqual([{ corpId: "ww1", app: "1", path: MARK }]);
  at += 2 * 3_600_000;
  expect(book.refusals()).toEqual([]);
});

test("the last answer for a token is kept, also when none came", () => {
  const book = createCallBook();
  const path = "/cgi-bin/gettoken";
  book.see("ww1", "1", { path, outcome: "refused", errcode: 40001 });
  expect(book.tokens()).toMatchObject([{ corpId: "ww1", ok: false, errcode: 40001 }]);
  book.see("ww1", "1", { path, outcome: "ok" });
  book.see("ww1", "1", { path, outcome: "not_sent" });
  expect(book.tokens()).toMatchObject([{ corpId: "ww1", ok: true }]);
});
