import cookie from "@fastify/cookie";
import type { FastifyInstance } from "fastify";
import type { H5Deps } from "./h5/deps.ts";
import { answerPage, askPage, keepAnswer, sendQuestion } from "./h5/ask-page.ts";
import { choose, findPage, locate } from "./h5/find-page.ts";
import { script, scriptPath } from "./h5/layout.ts";
import { libraryPicture } from "./h5/library-picture.ts";
import { shortLink } from "./h5/short-link.ts";
import { openLink } from "./h5/link.ts";
import { myGroupPage } from "./h5/my-group-page.ts";
import { forgetMe, forgetPage } from "./h5/forget-page.ts";
import { askMyData, myData } from "./h5/my-data.ts";
import { preferencePage, savePreference } from "./h5/preference-page.ts";
import { qrPicture } from "./h5/qr-picture.ts";
import { staffDayPage, staffTaskPage, tickTask } from "./h5/task-page.ts";
import { SIDEBAR_ASSETS, sidebarAsset, sidebarPage, sidebarPolicy } from "./h5/sidebar-page.ts";
import { askTalk, talkPage, voteTalk } from "./h5/talk-page.ts";
import { invitePage } from "./h5/invite-page.ts";
import { weekPage } from "./h5/week-page.ts";
import { askStock, stockPage } from "./h5/stock-page.ts";
import { createPages } from "./h5/visit.ts";
import { welfarePage } from "./h5/welfare-page.ts";

export { trackedPath } from "./h5/link.ts";
export { createPageSigner } from "./h5/page-signatures.ts";
export { consoleLogin, type H5Deps, type Login, wecomLogin } from "./h5/deps.ts";

const FORM_LIMIT = 16_384;
/** Per address and minute, in real time. A shop's guests share one address, so reading is wide and choosing is not. */
const read = { config: { rateLimit: { max: 600, timeWindow: "1 minute" } } };
/** Each reads every table that may hold her. */
const fewer = { config: { rateLimit: { max: 20, timeWindow: "1 minute" } } };
const write = { config: { rateLimit: { max: 120, timeWindow: "1 minute" } }, bodyLimit: FORM_LIMIT };

/**
 * What customers and staff see on their phones, under `/m/`. Call it in a scope of its own: it brings cookies, the parser
 * of forms and its own way of saying that something went wrong.
 */
export async function registerH5(server: FastifyInstance, deps: H5Deps): Promise<void> {
  await server.register(cookie);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string", bodyLimit: FORM_LIMIT }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  const pages = createPages(deps);
  server.setErrorHandler((error, request, reply) => pages.fail(error, request, reply));

  server.get("/m/auth", read, pages.comeBack);
  server.get("/m/welfare", read, pages.page(welfarePage));
  server.get("/m/c/:liveCodeId", read, pages.page(welfarePage));
  server.get("/m/find-store", read, pages.page(findPage));
  server.post("/m/find-store/locate", write, pages.page(locate, "post"));
  server.post("/m/find-store/choose", write, pages.page(choose, "post"));
  server.get("/m/ask", read, pages.page(askPage));
  server.post("/m/ask", write, pages.page(sendQuestion, "post"));
  server.get("/m/q/:ticketId", read, pages.page(answerPage));
  server.post("/m/q/:ticketId", write, pages.page(keepAnswer, "post"));
  server.get("/m/talk/:talkId", read, pages.page(talkPage));
  server.post("/m/talk/:talkId/ask", write, pages.page(askTalk, "post"));
  server.post("/m/talk/:talkId/vote", write, pages.page(voteTalk, "post"));
  server.get("/m/invite", read, pages.page(invitePage));
  server.get("/m/week", read, pages.page(weekPage));
  server.get("/m/stock", read, pages.page(stockPage));
  server.post("/m/stock", write, pages.page(askStock, "post"));
  server.get("/m/preferences", read, pages.page(preferencePage));
  server.post("/m/preferences", write, pages.page(savePreference, "post"));
  server.post("/m/my-data", write, pages.page(askMyData(deps), "post"));
  server.get<{ Querystring: { t?: string } }>("/m/my-data", fewer, myData(deps, pages));
  server.get("/m/forget", read, pages.page(forgetPage));
  server.post("/m/forget", write, pages.page(forgetMe, "post"));
  server.get("/m/my-group", read, pages.page(myGroupPage));
  server.get<{ Params: { code: string } }>("/m/k/:code", read, shortLink(deps, pages));
  server.get("/m/l/*", read, pages.page(openLink(pages.signer)));
  const beside = pages.page(sidebarPage(pages.signer, deps.sandboxUrl));
  server.get("/m/s", read, (request, reply) => beside(request, reply.header("content-security-policy", sidebarPolicy(deps.sandboxUrl))));
  server.get<{ Params: { file: string } }>(`${SIDEBAR_ASSETS}:file`, read, sidebarAsset);
  server.get("/m/t", read, pages.page(staffDayPage));
  server.get("/m/t/:taskId", read, pages.page(staffTaskPage));
  server.post("/m/t/:taskId/done", write, pages.page(tickTask, "post"));
  server.get<{ Params: { file: string }; Querystring: { size?: string } }>("/m/qr/:file", read, qrPicture(deps));
  server.get<{ Params: { file: string } }>("/m/pic/:file", read, libraryPicture(deps));
  server.get(scriptPath, (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").header("cache-control", "public, max-age=31536000, immutable").send(script),
  );
  // Forms that were sent and then loaded again arrive here as GET.
  for (const path of ["/m/find-store/locate", "/m/find-store/choose"])
    server.get(path, read, (_request, reply) => reply.redirect("/m/find-store", 302));
  server.get("/m/*", read, (request, reply) => pages.trouble(request, reply, "notFound", 404));
}
