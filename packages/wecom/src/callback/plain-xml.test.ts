import fc from "fast-check";
import { expect, test } from "vitest";
import { readPlainXml } from "./plain-xml.ts";
import { parseAnyXml } from "./xml.ts";

const name = fc.constantFrom("Event", "UserID", "ChatId", "Item", "A_1", "constructor");
const space = fc.constantFrom("", "", " ", "\n  ");
const text = fc.oneof(
  fc.stringMatching(/^[ a-z0-9,.;一-丁]{0,6}$/),
  fc.string({ maxLength: 6 }).map((raw) => raw.replaceAll(/[<&]/g, "")),
);
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      name,
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        text,
        text.map((raw) => `<![CDATA[${raw.replaceAll("]]>", "")}]]>`),
        fc
          .tuple(space, fc.array(fc.tuple(tie("element"), space), { maxLength: 4 }))
          .map(([before, parts]) => before + parts.flat().join("")),
      ),
    )
    .map(([tag, inner]) => `<${tag}>${inner}</${tag}>`),
}));
const document = fc
  .tuple(space, fc.array(fc.tuple(space, element), { minLength: 1, maxLength: 6 }))
  .map(([end, parts]) => `<xml>${parts.flat().join("")}</xml>${end}`);

test("what is read quickly is what the whole parser reads, and what WeCom writes is read quickly", () => {
  let quick = 0;
  let all = 0;
  fc.assert(
    fc.property(document, (xml) => {
      all += 1;
      const fields = readPlainXml(xml);
      if (fields === null) return;
      quick += 1;
      expect(fields).toEqual(parseAnyXml(xml));
    }),
    { numRuns: 300 },
  );
  expect(quick).toBeGreaterThan(all / 5);
});

test.each([
  ["an attribute", '<xml><A b="c">1</A></xml>'],
  ["a declaration", '<?xml version="1.0"?><xml><A>1</A></xml>'],
  ["an entity", "<xml><A>&amp;</A></xml>"],
  ["an empty tag", "<xml><A/></xml>"],
  ["text beside elements", "<xml>x<A>1</A></xml>"],
  ["text after CDATA", "<xml><A><![CDATA[1]]>2</A></xml>"],
  ["a DOCTYPE", "<!DOCTYPE x><xml><A>1</A></xml>"],
  ["a comment", "<xml><!-- --><A>1</A></xml>"],
  ["an open CDATA section", "<xml><A><![CDATA[1</A></xml>"],
  ["another end", "<xml><A>1</B></xml>"],
  ["no end", "<xml><A>1</A>"],
  ["more after the end", "<xml><A>1</A></xml><xml></xml>"],
  ["deep nesting", `<xml>${"<a>".repeat(50)}${"</a>".repeat(50)}</xml>`],
  ["no elements", "<xml>1</xml>"],
])("leaves to the whole parser: %s", (_what, xml) => expect(readPlainXml(xml)).toBeNull());
