import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

type Tone = "good" | "watch" | "bad" | "plain";
/** What is drawn: a head, numbers beside each other, lists below. All texts are ready to be read. */
export type Sheet = {
  title: string;
  subtitle: string;
  tiles: ReadonlyArray<{ label: string; value: string; change: string; tone: Tone }>;
  lists: ReadonlyArray<{ title: string; lines: ReadonlyArray<{ text: string; detail: string; tone: Tone }>; none: string }>;
  foot: string;
};

const WIDTH = 1080;
const PAD = 56;
const INNER = WIDTH - 2 * PAD;
const GAP = 24;
const FONT = "Noto Sans SC";

/** The console's tokens, in the twins that reach 4.5 : 1 on paper; a mark besides, so that nothing hangs on colour alone. */
const ink = { paper: "#fbfaf8", card: "#ffffff", line: "#e9e5df", text: "#1d2129", soft: "#5b616b", pine: "#0b6e69" };
const tones: Record<Tone, { colour: string; shape: string }> = {
  good: { colour: "#1f6e44", shape: "M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8z" },
  watch: { colour: "#8a5a06", shape: "M5 .8 9.6 9.2H.4z" },
  bad: { colour: "#a9322a", shape: "M1 1h8v8H1z" },
  plain: { colour: ink.soft, shape: "M5 2.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5z" },
};

export type DrawnNode = Node;
type Node = { type: string; props: { [name: string]: unknown; children: Array<Node | string> } };
const box = (style: Record<string, string | number>, ...children: Array<Node | string>): Node => ({
  type: "div",
  props: { style: { display: "flex", boxSizing: "border-box", ...style }, children },
});
const words = (text: string, style: Record<string, string | number> = {}) => box(style, text);
/** The marks of the console, drawn: the font has none of them. */
const mark = (tone: Tone): Node => ({
  type: "svg",
  props: {
    width: 20,
    height: 20,
    viewBox: "0 0 10 10",
    children: [{ type: "path", props: { d: tones[tone].shape, fill: tones[tone].colour, children: [] } }],
  },
});

/** Cuts a text at so many widths of a Chinese character; others are half as wide. */
function cut(text: string, most: number): string {
  let room = most;
  let kept = "";
  for (const sign of text) {
    room -= /[\u2e80-\uffef]/u.test(sign) ? 1 : 0.56;
    if (room < 1) return `${kept}…`;
    kept += sign;
  }
  return kept;
}

function tile({ label, value, change, tone }: Sheet["tiles"][number], beside: number): Node {
  return box(
    {
      flexDirection: "column",
      width: (INNER - GAP * (beside - 1)) / beside,
      padding: "22px 26px",
      background: ink.card,
      border: `1px solid ${ink.line}`,
      borderRadius: 14,
    },
    words(label, { fontSize: 26, color: ink.soft }),
    words(value, { fontSize: 54, fontWeight: 700 }),
    words(change, { fontSize: 24, color: tones[tone].colour }),
  );
}

function list({ title, lines, none }: Sheet["lists"][number]): Node {
  const rows = lines.map(({ text, detail, tone }) =>
    box(
      { flexDirection: "column", width: INNER - 56, padding: "14px 0", borderTop: `1px solid ${ink.line}` },
      box({ alignItems: "center" }, box({ width: 34 }, mark(tone)), words(cut(text, 28), { fontSize: 30 })),
      ...(detail === "" ? [] : [words(cut(detail, 32), { fontSize: 26, color: tones[tone].colour, marginLeft: 34 })]),
    ),
  );
  const empty = words(none, { fontSize: 28, color: ink.soft, padding: "14px 0", borderTop: `1px solid ${ink.line}`, width: INNER - 56 });
  return box(
    {
      flexDirection: "column",
      width: INNER,
      marginTop: 28,
      padding: "22px 28px 8px",
      background: ink.card,
      border: `1px solid ${ink.line}`,
      borderRadius: 14,
    },
    words(title, { fontSize: 32, fontWeight: 700, marginBottom: 12 }),
    ...(rows.length === 0 ? [empty] : rows),
  );
}

function page(sheet: Sheet): Node {
  // Rows that are full: three beside each other, or two.
  const beside = sheet.tiles.length % 3 === 0 ? 3 : 2;
  return box(
    { flexDirection: "column", width: WIDTH, padding: PAD, background: ink.paper, color: ink.text, fontFamily: FONT },
    words(cut(sheet.title, 20), { fontSize: 46, fontWeight: 700, color: ink.pine }),
    words(cut(sheet.subtitle, 34), { fontSize: 28, color: ink.soft, marginTop: 6, marginBottom: 28 }),
    box({ flexWrap: "wrap", gap: GAP, width: INNER }, ...sheet.tiles.map((one) => tile(one, beside))),
    ...sheet.lists.map(list),
    words(sheet.foot, { fontSize: 22, color: ink.soft, marginTop: 28 }),
  );
}

/**
 * What is used of satori, which is asked for by a name that is no literal: its own types bring React's, whose HTMLElement is empty and
 * hides the browser's from all who are checked together with this file.
 */
type Draw = (page: Node, options: { width: number; height?: number; fonts: Font[] }) => Promise<string>;
const SATORI: string = "satori";

type Font = { name: string; data: Buffer; weight: 400 | 700; style: "normal" };
let fonts: Promise<Font[]> | undefined;

/** Read once, by the first picture: a server that draws none spends nothing. */
function readFonts(): Promise<Font[]> {
  fonts ??= Promise.all(
    (["chinese-simplified", "latin"] as const).flatMap((part) =>
      ([400, 700] as const).map(async (weight): Promise<Font> => {
        const file = createRequire(import.meta.url).resolve(`@fontsource/noto-sans-sc/files/noto-sans-sc-${part}-${weight}-normal.woff`);
        return { name: FONT, data: await readFile(file), weight, style: "normal" };
      }),
    ),
  );
  return fonts;
}

/** Nodes as a PNG with nothing behind them, in the house's fonts. */
export async function drawNodes(nodes: DrawnNode, width: number, height: number): Promise<Buffer> {
  const { default: satori }: { default: Draw } = await import(SATORI);
  const { default: sharp } = await import("sharp");
  return sharp(Buffer.from(await satori(nodes, { width, height, fonts: await readFonts() })))
    .png()
    .toBuffer();
}

/** A sheet as a PNG, 1080 wide and as high as it needs; about a tenth of a second. */
export async function drawSheet(sheet: Sheet): Promise<Buffer> {
  const key = JSON.stringify(sheet);
  const known = drawn.get(key) ?? draw(sheet);
  // Asked for last, it stands last; what nobody has asked for longest goes first.
  drawn.delete(key);
  drawn.set(key, known);
  if (drawn.size > MOST_DRAWN) drawn.delete(drawn.keys().next().value ?? key);
  known.catch(() => drawn.delete(key));
  return known;
}

/** Drawing takes some hundred milliseconds of this process, and the same numbers give the same picture. */
const drawn = new Map<string, Promise<Buffer>>();
const MOST_DRAWN = 40;

async function draw(sheet: Sheet): Promise<Buffer> {
  const { default: satori }: { default: Draw } = await import(SATORI);
  const { default: sharp } = await import("sharp");
  const svg = await satori(page(sheet), { width: WIDTH, fonts: await readFonts() });
  return sharp(Buffer.from(svg)).png({ palette: true }).toBuffer();
}
