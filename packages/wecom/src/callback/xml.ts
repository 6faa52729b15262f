import { XMLParser } from "fast-xml-parser";
import { CallbackError } from "../errors.ts";
import { readPlainXml } from "./plain-xml.ts";

/** A value in a callback: text, a group of fields, or several of either under the same name. */
export type FieldValue = string | { readonly [name: string]: FieldValue } | readonly FieldValue[];
export type Fields = { readonly [name: string]: FieldValue };

const TEXT = "#text";
const CDATA = "#cdata";
const OPEN_CDATA = "<![CDATA[";

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  // Ids look like numbers and must stay text; entities are not expanded at all.
  parseTagValue: false,
  processEntities: false,
  trimValues: true,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  maxNestedTags: 20,
});

const PREDEFINED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads the plaintext of a callback. No DTD, no entities of its own, no comments; throws CallbackError "xml". */
export function parseXml(xml: string): Fields {
  return readPlainXml(xml) ?? parseAnyXml(xml);
}

/** For whatever WeCom does not write today. */
export function parseAnyXml(xml: string): Fields {
  refuseMarkup(xml);
  let tree: unknown;
  try {
    tree = parser.parse(xml, true);
  } catch (cause) {
    throw new CallbackError("xml", "The callback is not well-formed XML", cause);
  }
  if (!isRecord(tree) || !isRecord(tree["xml"])) throw new CallbackError("xml", "The root element is not <xml>");
  return group(tree["xml"]);
}

/** `<!` may only open a CDATA section: DOCTYPE, ENTITY and comments are refused unread. Linear in the length. */
function refuseMarkup(xml: string): void {
  for (let at = xml.indexOf("<!"); at >= 0;) {
    const end = xml.startsWith(OPEN_CDATA, at) ? xml.indexOf("]]>", at) : -1;
    if (end < 0) throw new CallbackError("xml", "DOCTYPE, entity or comment in a callback");
    at = xml.indexOf("<!", end);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function group(node: Record<string, unknown>): Fields {
  const entries = Object.entries(node).filter(([name]) => name !== TEXT && name !== CDATA);
  return Object.fromEntries(entries.map(([name, value]) => [name, field(value)]));
}

function field(value: unknown): FieldValue {
  if (Array.isArray(value)) return value.map(field);
  if (!isRecord(value)) return decode(text(value));
  const names = Object.keys(value).filter((name) => name !== TEXT && name !== CDATA);
  return names.length > 0 ? group(value) : textOf(value);
}

function textOf(node: Record<string, unknown>): string {
  const cdata = node[CDATA];
  // Literal, also when it looks like an entity.
  const literal = Array.isArray(cdata) ? cdata.map(text).join("") : text(cdata);
  return decode(text(node[TEXT])) + literal;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function decode(raw: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => PREDEFINED[name] ?? "");
}
