import type { FieldValue, Fields } from "./xml.ts";

const OPEN = /<([A-Za-z][A-Za-z0-9_]*)>/y;
const CDATA = "<![CDATA[";
const DEEPEST = 20;

type Leaf = { value: FieldValue; end: number };

/**
 * Reads the XML that WeCom writes: elements without attributes that hold either elements or one text or CDATA section. Null for
 * anything else, good or bad: then a whole parser must judge. In a rush of callbacks that parser was a third of their cost.
 */
export function readPlainXml(xml: string): Fields | null {
  const start = skipSpace(xml, 0);
  if (!xml.startsWith("<xml>", start)) return null;
  const root = readContent(xml, start + 5, "xml", 1);
  if (root === null || typeof root.value === "string" || Array.isArray(root.value)) return null;
  return skipSpace(xml, root.end) === xml.length ? (root.value as Fields) : null;
}

/** What stands between an opening tag and its end. */
function readContent(xml: string, from: number, name: string, depth: number): Leaf | null {
  if (depth > DEEPEST) return null;
  const at = skipSpace(xml, from);
  if (xml.startsWith(CDATA, at)) {
    const close = xml.indexOf("]]>", at);
    return close < 0 ? null : closed(xml, skipSpace(xml, close + 3), name, xml.slice(at + CDATA.length, close));
  }
  if (xml[at] !== "<" || xml[at + 1] === "/") {
    const close = xml.indexOf("<", at);
    if (close < 0) return null;
    const text = xml.slice(at, close).trim();
    // Entities, and what only looks like an end of CDATA, are the whole parser's.
    return text.includes("&") || text.includes("]]>") ? null : closed(xml, close, name, text);
  }
  return readChildren(xml, at, name, depth);
}

function readChildren(xml: string, from: number, name: string, depth: number): Leaf | null {
  const fields: Record<string, FieldValue> = {};
  const several = new Map<string, FieldValue[]>();
  for (let at = from; ;) {
    if (xml.startsWith("</", at)) return closed(xml, at, name, fields);
    OPEN.lastIndex = at;
    const child = OPEN.exec(xml)?.[1];
    // Names that every object knows are the whole parser's, too.
    if (child === undefined || child in Object.prototype) return null;
    const inner = readContent(xml, OPEN.lastIndex, child, depth + 1);
    if (inner === null) return null;
    const before = fields[child];
    if (before === undefined) fields[child] = inner.value;
    else {
      const list = several.get(child) ?? [before];
      list.push(inner.value);
      several.set(child, list);
      fields[child] = list;
    }
    at = skipSpace(xml, inner.end);
  }
}

function closed(xml: string, at: number, name: string, value: FieldValue): Leaf | null {
  return xml.startsWith(`</${name}>`, at) ? { value, end: at + name.length + 3 } : null;
}

function skipSpace(xml: string, from: number): number {
  let at = from;
  for (let code = xml.charCodeAt(at); code === 32 || code === 10 || code === 13 || code === 9; code = xml.charCodeAt(at)) at += 1;
  return at;
}
