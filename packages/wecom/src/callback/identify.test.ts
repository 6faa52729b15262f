import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEvent } from "./events.ts";
import { identifyingFields } from "./identify.ts";

const NAMES = ["Event", "ChangeType", "UserID", "ExternalUserID", "ChatId", "State", "Source", "MemChangeCnt", "New"];
const value = fc.oneof(
  fc.stringMatching(/^[a-z0-9]{0,4}$/),
  fc.array(fc.stringMatching(/^[a-z0-9]{1,3}$/), { minLength: 1, maxLength: 3 }),
);
type Made = Record<string, string | readonly string[]>;
const fieldsOf: fc.Arbitrary<Made> = fc.dictionary(fc.constantFrom(...NAMES), value, { minKeys: 1 });

const element = (name: string, text: string, cdata: boolean) => `<${name}>${cdata ? `<![CDATA[${text}]]>` : text}</${name}>`;

/** Two callbacks of one sender in one second; order of fields and the way of quoting are WeCom's to choose. */
function identity(made: Made, { backwards = false, cdata = false } = {}): string {
  const parts = Object.entries<string | readonly string[]>({ Event: "x", ...made }).map(([name, one]) =>
    typeof one === "string"
      ? element(name, one, cdata)
      : `<${name}>${one.map((item: string) => element("Item", item, cdata)).join("")}</${name}>`,
  );
  const head = "<ToUserName>ww</ToUserName><FromUserName>sys</FromUserName><CreateTime>1700000000</CreateTime>";
  return identifyingFields(parseEvent(`<xml>${head}${(backwards ? parts.toReversed() : parts).join("")}</xml>`));
}

/** A kind that needs no fields of its own, so that any fields make a callback. */
const free = (made: Made): Made => ({
  ...made,
  Event: "free",
  ...(made["ChangeType"] === undefined ? {} : { ChangeType: made["ChangeType"] }),
});
const content = (made: Made) => JSON.stringify(Object.entries(made).toSorted(([a], [b]) => (a < b ? -1 : 1)));

test("WxJava 1745, 3088, 3445: two different events of one second never have one identity; the same event always has", () => {
  fc.assert(
    fc.property(fieldsOf, fieldsOf, fc.boolean(), (one, other, cdata) => {
      const [a, b] = [free(one), free(other)];
      expect(identity(a, { backwards: true, cdata })).toBe(identity(a));
      // A list of one item and its item alone are written differently, so they are different events.
      expect(identity(a) === identity(b)).toBe(content(a) === content(b));
    }),
    { numRuns: 150 },
  );
});
