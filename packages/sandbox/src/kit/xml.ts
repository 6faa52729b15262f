/** A value of an envelope: text, number, or a list of `Item` children (MemChangeList). */
export type XmlValue = string | number | string[];

function text(value: string): string {
  return `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

/** WeCom's flat XML: texts as CDATA, numbers bare, lists as nested `Item`s. */
export function toXml(fields: Record<string, XmlValue>): string {
  const children = Object.entries(fields).map(([name, value]) => {
    if (typeof value === "number") return `<${name}>${value}</${name}>`;
    if (Array.isArray(value)) {
      return `<${name}>${value.map((item) => `<Item>${text(item)}</Item>`).join("")}</${name}>`;
    }
    return `<${name}>${text(value)}</${name}>`;
  });
  return `<xml>${children.join("")}</xml>`;
}
