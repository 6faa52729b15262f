import type { api, AssetFile, Content, ContentVersion, OutputOf } from "@shuke/contract";
import { placesFor, variablesOf } from "@shuke/contract/asset-words";
import { answerHandlers, kfHandlers } from "./answers.ts";
import { weekHandlers } from "./calendar.ts";
import { linkHandlers } from "./links.ts";
import { posterHandlers } from "./posters.ts";
import type { Handlers } from "./handlers.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, dayMs, hour } from "./seed.ts";

type Output = OutputOf<typeof api.contents.get>;
const fileId = (n: number) => n.toString(16).padStart(64, "0");
const picture = (n: number, name: string): AssetFile => ({
  id: fileId(n),
  kind: "image",
  mime: "image/png",
  bytes: 420_000 + n * 31_000,
  width: 1080,
  height: 1440,
  name,
  hasThumb: true,
});
const files: AssetFile[] = [
  picture(1, "秋季新品海报.png"),
  picture(2, "会员日主图.jpg"),
  picture(3, "小程序封面.jpg"),
  { ...picture(4, "加盟手册.pdf"), kind: "file", mime: "application/pdf", width: null, height: null, hasThumb: false },
];

/** A poster of its own for each file, so that pages with pictures can be looked at. */
export function pictureSvg(id: string): string {
  const n = Number.parseInt(id.slice(-2), 16) || 0;
  const name = files.find((file) => file.id === id)?.name.replace(/\.\w+$/, "") ?? "";
  const colour = ["#0b6e69", "#c2543c", "#8a5a06", "#3c5a99"][n % 4] ?? "#0b6e69";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="540" height="720"><rect width="540" height="720" fill="${colour}"/><circle cx="270" cy="300" r="150" fill="#fff" opacity=".18"/><text x="270" y="600" font-size="54" fill="#fff" text-anchor="middle" font-family="sans-serif">${name}</text></svg>`;
}

const one = (n: number, some: Partial<Content> & Pick<Content, "name" | "text">): Content => ({
  id: `cnt_${n}`,
  folderId: null,
  state: "live",
  attachments: [],
  n: 1,
  liveN: 1,
  usable: true,
  places: placesFor(variablesOf(some.text)),
  expiresAt: null,
  archived: false,
  media: "none",
  version: 1,
  updatedAt: ago(n * 7 * hour),
  updatedBy: "周敏",
  ...some,
});
const rows: Content[] = [
  one(1, {
    name: "新客欢迎 · 秋季",
    folderId: "fld_1",
    text: "你好，我是{{store}}的{{staff}}，你是从{{channel}}来的。\n秋季新品第一杯 9.9 元，点下面的卡片领。",
    attachments: [
      { kind: "image", fileId: fileId(1) },
      { kind: "link", title: "领第一杯", desc: "到店出示就能用，7 天内有效", url: "/m/welfare", fileId: fileId(2) },
    ],
    media: "up",
    n: 3,
    liveN: 3,
    version: 4,
  }),
  one(2, {
    name: "会员日 · 周三半价",
    folderId: "fld_1",
    text: "这周三会员日，全场半价，门店和外卖都能用。",
    attachments: [{ kind: "image", fileId: fileId(2) }],
    state: "waiting",
    n: 2,
    liveN: 1,
    media: "up",
    updatedBy: "陈露",
  }),
  one(3, { name: "到货通知", folderId: "fld_2", text: "{{name}}，你上次问的燕麦奶到了，要给你留一份吗？" }),
  one(4, {
    name: "加盟资料",
    text: "加盟手册发你，有问题随时问我。",
    attachments: [{ kind: "file", fileId: fileId(4) }],
    media: "failing",
  }),
  one(5, {
    name: "小程序点单",
    folderId: "fld_2",
    text: "",
    attachments: [{ kind: "miniprogram", title: "不排队，先点单", appid: "wx0000", page: "pages/index", fileId: fileId(3) }],
    media: "waiting",
  }),
  one(6, { name: "三八节活动", text: "三八节两杯 29 元，今天最后一天。", expiresAt: ago(-dayMs), usable: true }),
  one(7, { name: "开业酬宾", text: "开业三天全场 7 折。", expiresAt: ago(20 * dayMs), usable: false }),
  one(8, { name: "退换说明", text: "三天内都能退，带上小票。", state: "draft", liveN: null, usable: false }),
  one(9, { name: "夏季菜单", text: "夏季菜单来了。", archived: true, usable: false }),
];
const folders = [
  { id: "fld_1", name: "欢迎与活动" },
  { id: "fld_2", name: "日常答复" },
];
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "content",
    id,
  );
const versionOf = (row: Content, n: number): ContentVersion => ({
  n,
  state: n === row.n ? row.state : "live",
  text: n === row.n ? row.text : `（第 ${n} 版）${row.text}`,
  attachments: row.attachments,
  madeAt: ago((row.n - n + 1) * dayMs),
  madeBy: row.updatedBy,
  judgedAt: n === row.n ? null : ago((row.n - n) * dayMs),
  judgedBy: n === row.n ? null : "周敏",
  remark: "",
});
const settings = { approval: true };

const uses: Readonly<Record<string, Output["uses"]>> = {
  cnt_1: [{ kind: "live-code", id: "lc_01", name: "首席福利官·店内海报" }],
  cnt_2: [
    { kind: "send", id: "snd_1", name: "会员日预告" },
    { kind: "sop", id: "sop_1", name: "七天新人 SOP" },
  ],
  cnt_7: [{ kind: "sop", id: "sop_1", name: "七天新人 SOP" }],
};
const usesOf = (id: string) => uses[id] ?? [];

const assets: Handlers["assets"] = {
  addPiece: () => ({ ok: true }),
  addFile: ({ name }) => {
    const file = { ...picture(files.length + 1, name) };
    files.push(file);
    return file;
  },
};

const contents: Handlers["contents"] = {
  list: (input) =>
    cut(
      rows.filter(
        (row) =>
          row.archived === input.archived &&
          (input.state === undefined || row.state === input.state) &&
          (input.folderId === undefined || row.folderId === (input.folderId === "none" ? null : input.folderId)) &&
          (input.query === undefined || (row.name + row.text).includes(input.query)),
      ),
      input,
    ),
  get: ({ id }) => {
    const row = of(id);
    return {
      ...row,
      versions: Array.from({ length: row.n }, (_, back) => versionOf(row, row.n - back)),
      files: files.filter((file) => row.attachments.some((attachment) => attachment.fileId === file.id)),
      mediaErrors: row.media === "failing" ? [{ fileId: fileId(4), error: "45001 file exceeds 20 MB" }] : [],
      uses: usesOf(id),
    };
  },
  save: ({ id, version, publish, attachments, ...input }) => {
    const state = !publish ? "draft" : settings.approval ? "waiting" : "live";
    const cards = attachments.map((card) => ({ ...card }));
    if (id === undefined) {
      const made = one(rows.length + 1, {
        ...input,
        attachments: cards,
        state,
        liveN: state === "live" ? 1 : null,
        usable: state === "live",
      });
      rows.unshift(made);
      return made;
    }
    const row = of(id);
    if (row.version !== version) throw new Refusal(409, "contentSavedMeanwhile", { by: row.updatedBy });
    return Object.assign(row, input, { attachments: cards, state, n: row.n + 1, version: row.version + 1 });
  },
  judge: ({ id, approve }) => {
    const row = of(id);
    return Object.assign(row, approve ? { state: "live", liveN: row.n, usable: true } : { state: "refused" }, { version: row.version + 1 });
  },
  archive: ({ id }) => {
    const row = of(id);
    const uses = usesOf(id);
    if (uses.length > 0) throw new Refusal(409, "contentInUse", { name: row.name, uses: uses.map(({ name }) => name).join("、") });
    return Object.assign(row, { archived: true, usable: false, version: row.version + 1 });
  },
  restore: ({ id }) => Object.assign(of(id), { archived: false, usable: true }),
  folders: () => ({
    folders: folders.map((folder) => ({ ...folder, contents: rows.filter((row) => row.folderId === folder.id && !row.archived).length })),
    loose: rows.filter((row) => row.folderId === null && !row.archived).length,
    archived: rows.filter((row) => row.archived).length,
    waiting: rows.filter((row) => row.state === "waiting").length,
  }),
  saveFolder: ({ id, name }) => {
    const known = folders.find((folder) => folder.id === id);
    if (known) return { ...Object.assign(known, { name }), contents: 0 };
    const made = { id: `fld_${folders.length + 1}`, name };
    folders.push(made);
    return { ...made, contents: 0 };
  },
  removeFolder: ({ id }) => {
    folders.splice(
      folders.findIndex((folder) => folder.id === id),
      1,
    );
    return { ok: true };
  },
  settings: () => settings,
  setSettings: ({ approval }) => {
    settings.approval = approval;
    return { ok: true };
  },
};

export const libraryHandlers = {
  answers: answerHandlers,
  assets,
  contents,
  kf: kfHandlers,
  links: linkHandlers,
  posters: posterHandlers,
  ...weekHandlers,
};
