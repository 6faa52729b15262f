import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { columnValues } from "@shuke/contract/calendar-words";
import { groupClasses, talkKinds, talkStates } from "@shuke/contract/talk-words";
import { ticketSearch } from "./features/tickets/search.ts";
import { contentStates } from "@shuke/contract/asset-words";
import { answerStates } from "@shuke/contract/answer-words";
import { momentStaffStates, momentStates } from "@shuke/contract/moment-words";
import { invitationStates } from "@shuke/contract/invitation-words";
import { sendStates, recipientStates, sendReasons } from "@shuke/contract/send-words";
import { stockReasons, wantStates } from "@shuke/contract/stock-words";
import { clean, flag, oneOf, type Raw, text } from "./kit/search.ts";
import { shell } from "./router-shell.ts";

const tickets = createRoute({
  getParentRoute: () => shell,
  path: "tickets",
  validateSearch: ticketSearch,
  component: lazyRouteComponent(() => import("./routes/plays/tickets.tsx"), "TicketList"),
});
const ticketFigures = createRoute({
  getParentRoute: () => shell,
  path: "tickets/figures",
  component: lazyRouteComponent(() => import("./routes/plays/ticket-figures.tsx"), "TicketFiguresPage"),
});

const answers = createRoute({
  getParentRoute: () => shell,
  path: "answers",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]), state: oneOf(raw["state"], answerStates), answer: text(raw["answer"]) }),
  component: lazyRouteComponent(() => import("./routes/plays/answers.tsx"), "AnswerList"),
});
const answerImport = createRoute({
  getParentRoute: () => shell,
  path: "answers/import",
  component: lazyRouteComponent(() => import("./routes/plays/answer-import.tsx"), "AnswerImport"),
});

const contents = createRoute({
  getParentRoute: () => shell,
  path: "contents",
  validateSearch: (raw: Raw) =>
    clean({
      query: text(raw["query"]),
      folderId: text(raw["folderId"]),
      state: oneOf(raw["state"], contentStates),
      away: oneOf(raw["away"], ["true"] as const),
      content: text(raw["content"]),
    }),
  component: lazyRouteComponent(() => import("./routes/plays/contents.tsx"), "ContentList"),
});

const links = createRoute({
  getParentRoute: () => shell,
  path: "links",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]), away: oneOf(raw["away"], ["true"] as const), link: text(raw["link"]) }),
  component: lazyRouteComponent(() => import("./routes/plays/links.tsx"), "LinkList"),
});

const posters = createRoute({
  getParentRoute: () => shell,
  path: "posters",
  validateSearch: (raw: Raw) =>
    clean({ query: text(raw["query"]), away: oneOf(raw["away"], ["true"] as const), poster: text(raw["poster"]) }),
  component: lazyRouteComponent(() => import("./routes/entrances/posters.tsx"), "PosterList"),
});

const talks = createRoute({
  getParentRoute: () => shell,
  path: "talks",
  validateSearch: (raw: Raw) => clean({ state: oneOf(raw["state"], talkStates), kind: oneOf(raw["kind"], talkKinds) }),
  component: lazyRouteComponent(() => import("./routes/plays/talks.tsx"), "TalkList"),
});
const talkNew = createRoute({
  getParentRoute: () => shell,
  path: "talks/new",
  component: lazyRouteComponent(() => import("./routes/plays/talk-edit.tsx"), "TalkNew"),
});
const talk = createRoute({
  getParentRoute: () => shell,
  path: "talks/$id",
  component: lazyRouteComponent(() => import("./routes/plays/talk.tsx"), "TalkDetail"),
});
const talkEdit = createRoute({
  getParentRoute: () => shell,
  path: "talks/$id/edit",
  component: lazyRouteComponent(() => import("./routes/plays/talk-edit.tsx"), "TalkEdit"),
});

const calendar = createRoute({
  getParentRoute: () => shell,
  path: "calendar",
  validateSearch: (raw: Raw) =>
    clean({
      groupClass: oneOf(raw["groupClass"], groupClasses),
      week: text(raw["week"]),
      view: oneOf(raw["view"], ["month"] as const),
      slot: text(raw["slot"]),
    }),
  component: lazyRouteComponent(() => import("./routes/plays/calendar.tsx"), "CalendarPage"),
});
const columns = createRoute({
  getParentRoute: () => shell,
  path: "columns",
  validateSearch: (raw: Raw) =>
    clean({
      groupClass: oneOf(raw["groupClass"], groupClasses),
      value: oneOf(raw["value"], columnValues),
      archived: flag(raw["archived"]),
      column: text(raw["column"]),
    }),
  component: lazyRouteComponent(() => import("./routes/plays/columns.tsx"), "ColumnList"),
});

const sends = createRoute({
  getParentRoute: () => shell,
  path: "sends",
  validateSearch: (raw: Raw) => clean({ state: oneOf(raw["state"], sendStates), to: oneOf(raw["to"], ["customers", "groups"] as const) }),
  component: lazyRouteComponent(() => import("./routes/plays/sends.tsx"), "SendList"),
});
const sendNew = createRoute({
  getParentRoute: () => shell,
  path: "sends/new",
  component: lazyRouteComponent(() => import("./routes/plays/send-edit.tsx"), "SendNew"),
});
const sendDetail = createRoute({
  getParentRoute: () => shell,
  path: "sends/$id",
  validateSearch: (raw: Raw) =>
    clean({
      tab: oneOf(raw["tab"], ["senders"] as const),
      state: oneOf(raw["state"], recipientStates),
      reason: oneOf(raw["reason"], sendReasons),
    }),
  component: lazyRouteComponent(() => import("./routes/plays/send.tsx"), "SendDetail"),
});
const sendEdit = createRoute({
  getParentRoute: () => shell,
  path: "sends/$id/edit",
  component: lazyRouteComponent(() => import("./routes/plays/send-edit.tsx"), "SendEdit"),
});

const moments = createRoute({
  getParentRoute: () => shell,
  path: "moments",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]), state: oneOf(raw["state"], momentStates) }),
  component: lazyRouteComponent(() => import("./routes/plays/moments.tsx"), "MomentList"),
});
const momentNew = createRoute({
  getParentRoute: () => shell,
  path: "moments/new",
  component: lazyRouteComponent(() => import("./routes/plays/moment-edit.tsx"), "MomentNew"),
});
const moment = createRoute({
  getParentRoute: () => shell,
  path: "moments/$id",
  validateSearch: (raw: Raw) => clean({ tab: oneOf(raw["tab"], ["people"] as const), state: oneOf(raw["state"], momentStaffStates) }),
  component: lazyRouteComponent(() => import("./routes/plays/moment.tsx"), "MomentDetail"),
});
const momentEdit = createRoute({
  getParentRoute: () => shell,
  path: "moments/$id/edit",
  component: lazyRouteComponent(() => import("./routes/plays/moment-edit.tsx"), "MomentEdit"),
});

const invitations = createRoute({
  getParentRoute: () => shell,
  path: "invitations",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]), state: oneOf(raw["state"], invitationStates) }),
  component: lazyRouteComponent(() => import("./routes/plays/invitations.tsx"), "InvitationList"),
});
const invitationNew = createRoute({
  getParentRoute: () => shell,
  path: "invitations/new",
  validateSearch: (raw: Raw) => clean({ segment: text(raw["segment"]) }),
  component: lazyRouteComponent(() => import("./routes/plays/invitation-edit.tsx"), "InvitationNew"),
});
const invitation = createRoute({
  getParentRoute: () => shell,
  path: "invitations/$id",
  validateSearch: (raw: Raw) => clean({ stage: oneOf(raw["stage"], ["waiting", "asked", "opened", "joined", "out"] as const) }),
  component: lazyRouteComponent(() => import("./routes/plays/invitation.tsx"), "InvitationDetail"),
});
const invitationEdit = createRoute({
  getParentRoute: () => shell,
  path: "invitations/$id/edit",
  component: lazyRouteComponent(() => import("./routes/plays/invitation-edit.tsx"), "InvitationEdit"),
});

const stock = createRoute({
  getParentRoute: () => shell,
  path: "stock",
  validateSearch: (raw: Raw) => clean({ query: text(raw["query"]), archived: flag(raw["archived"]) }),
  component: lazyRouteComponent(() => import("./routes/plays/stock.tsx"), "StockList"),
});
const stockDetail = createRoute({
  getParentRoute: () => shell,
  path: "stock/$id",
  validateSearch: (raw: Raw) =>
    clean({
      tab: oneOf(raw["tab"], ["people"] as const),
      state: oneOf(raw["state"], wantStates),
      reason: oneOf(raw["reason"], stockReasons),
      ask: oneOf(raw["ask"], ["arrive", "edit", "wants"] as const),
    }),
  component: lazyRouteComponent(() => import("./routes/plays/stock-product.tsx"), "StockProduct"),
});

/** Mass sends, sessions, questions, complaints, and what is said and sent again and again. */
export const caseRoutes = [
  calendar,
  columns,
  stock,
  stockDetail,
  sends,
  sendNew,
  sendDetail,
  sendEdit,
  moments,
  momentNew,
  moment,
  momentEdit,
  invitations,
  invitationNew,
  invitation,
  invitationEdit,
  tickets,
  ticketFigures,
  answers,
  answerImport,
  contents,
  links,
  posters,
  talks,
  talkNew,
  talk,
  talkEdit,
] as const;
