import type { LimitTable } from "./row.ts";

/** §15.5 Groups. */
export const GROUP_LIMITS = {
  "group.size": { max: 500, unit: "people", what: "in a customer group", source: "O-98429, V" },
  "group.size-wechat": { max: 200, unit: "people", what: "in a group that a WeChat user made", source: "V", apart: "there are none here" },
  "group.qr-join": { max: 200, unit: "people", what: "in a group from which codes stop", source: "V", unconfirmed: true },
  "group.at-creation": { max: 40, unit: "people", what: "at the creation of a group with customers", source: "O-98429" },
  "group.size-internal": { max: 2000, unit: "people", what: "in an internal group", source: "V, O-98429", apart: "there are none here" },
  "group-list.page": { max: 1000, unit: "items", what: "page of groupchat/list", source: "T-LW" },
  "group-list.offset": { max: 50_000, unit: "items", what: "offset + limit of groupchat/list (deprecated)", source: "T-LW 92120" },
  "group-list.owners": { max: 100, unit: "people", what: "owner_filter of groupchat/list", source: "T-LW" },
  "group-list.visible": { max: 1000, unit: "people", what: "visible members above which owner_filter is needed", source: "T-LW" },
  "join-way.groups": { max: 5, unit: "items", what: "groups behind a join way", source: "O-99547, T-GOWW 41091" },
  "join-way.base-name": { max: 40, unit: "chars", what: "room_base_name", source: "O-99547" },
  "group-welcome.total": { max: 100, unit: "items", what: "group welcome templates per corp", source: "O-96357, T-CPAN" },
  "group-welcome.text": {
    max: 3000,
    unit: "B",
    what: "text of a template; 4 000 in the text of edit",
    source: "O-96357, T-CPAN",
    unconfirmed: true,
  },
  "upload-by-url.size": { max: 200, unit: "MB", what: "media/upload_by_url", source: "T-LW 96219" },
  "upload-by-url.job": { max: 60, unit: "min", what: "the job of media/upload_by_url can be asked for", source: "T-LW 96219" },
  "upload-by-url.filename": { max: 128, unit: "B", what: "filename of media/upload_by_url", source: "T-LW 96219" },
  "upload-by-url.url": { max: 1024, unit: "B", what: "url of media/upload_by_url", source: "T-LW 96219" },
  "upload-by-url.md5": { max: 32, unit: "B", what: "md5 of media/upload_by_url", source: "T-LW 96219" },
  "group-detail.lag": {
    max: 2,
    unit: "s",
    what: "by which groupchat/get lags behind the event (no number is published)",
    source: "O-96338; our choice",
    unconfirmed: true,
    apart: "the switch groupDetailLagSeconds",
  },
} as const satisfies LimitTable;
