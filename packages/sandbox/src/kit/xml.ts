/** A value of an envelope: text, number, a list of `Item` children (MemChangeList), nested elements, or an element several times. */
export type XmlValue = string | number | string[] | { repeat: XmlValue[] } | { [name: string]: XmlValue };

function text(value: string): string {
  return `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

function element(name: string, value: XmlValue): string {
  if (typeof value === "number") return `<${name}>${value}</${name}>`;
  if (typeof value === "string") return `<${name}>${text(value)}</${name}>`;
  if (Array.isArray(value)) return `<${name}>${value.map((item) => element("Item", item)).join("")}</${name}>`;
  if (isRepeated(value)) return value.repeat.map((item) => element(name, item)).join("");
  return `<${name}>${children(value)}</${name}>`;
}

function isRepeated(value: { repeat: XmlValue[] } | { [name: string]: XmlValue }): value is { repeat: XmlValue[] } {
  return Array.isArray(value.repeat);
}

function children(fields: { [name: string]: XmlValue }): string {
  return Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join("");
}

/** WeCom's XML: texts as CDATA, numbers bare, lists as nested `Item`s. */
export function toXml(fields: { [name: string]: XmlValue }): string {
  return `<xml>${children(fields)}</xml>`;
}
