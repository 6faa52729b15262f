import { createServer } from "node:http";
import type { Server } from "node:http";
import type { Browser, Locator, Page } from "playwright-core";
import { launchBrowser } from "../../../../scripts/browser.ts";
import { createSandbox } from "../index.ts";
import type { RunningSandbox } from "../index.ts";
import { decrypt } from "../kit/crypto.ts";
import { isBody } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";

const PATIENCE_MS = 30_000;

/** A sandbox whose time stands still, a company's program beside it, and a browser that looks at the panel. */
export interface PanelStage {
  sb: RunningSandbox;
  /** of the program's pages: `/page` for customers, `/sidebar` for staff */
  siteUrl: string;
  /** calls WeCom as the program does */
  api(path: string, body: object): Promise<Body>;
  open(options?: { language?: "zh" | "en"; dark?: boolean; width?: number; height?: number }): Promise<Panel>;
  /** what went wrong in any page */
  troubles: string[];
  close(): Promise<void>;
}

export interface Panel {
  page: Page;
  customer: Locator;
  staff: Locator;
  toast: Locator;
}

export async function createPanelStage(): Promise<PanelStage> {
  const sb = await createSandbox({
    start: "2026-03-02T01:00:00.000Z",
    profile: { staff: 2 },
    settings: { slowCallbackEvery: 0, callbackSeconds: [1, 1] },
  });
  const site = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    const echo = searchParams.get("echostr");
    // Callbacks are taken and not read.
    if (pathname === "/callback") return void response.end(echo === null ? "success" : decrypt(sb.corp, echo));
    const page = PAGES[pathname]?.(sb.url);
    response.writeHead(page === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" }).end(page ?? "");
  });
  const siteUrl = await listen(site);
  await sb.setCallback(`${siteUrl}/callback`);
  const browser = await launchBrowser();
  const troubles: string[] = [];
  const token = async (): Promise<string> => {
    const query = new URLSearchParams({ corpid: sb.corp.corpId, corpsecret: sb.corp.secret });
    return String((await json(await fetch(`${sb.url}/cgi-bin/gettoken?${query.toString()}`))).access_token);
  };
  return {
    sb,
    siteUrl,
    troubles,
    api: async (path, body) =>
      json(await fetch(`${sb.url}/cgi-bin/${path}?access_token=${await token()}`, { method: "POST", body: JSON.stringify(body) })),
    open: (options) => openPanel(browser, sb.url, troubles, options),
    close: async () => {
      await browser.close();
      await sb.close();
      site.closeAllConnections();
      site.close();
    },
  };
}

const PAGES: Record<string, (origin: string) => string> = {
  "/page": () => "<!doctype html><title>领券</title><h1>新人券</h1><p>到店出示</p>",
  "/sidebar": (origin) => `<!doctype html><title>客户画像</title><p id="who">…</p><button id="say">发一句</button>
    <script src="${origin}/_sandbox/jssdk.js"></script>
    <script>
      ww.getContext().then(({ entry }) => ww.getCurExternalContact().then(({ userId }) => {
        document.getElementById("who").textContent = entry + " " + userId;
      }));
      document.getElementById("say").onclick = () => ww.sendChatMessage({ msgtype: "text", text: { content: "从侧边栏发的" } });
    </script>`,
};

async function openPanel(
  browser: Browser,
  url: string,
  troubles: string[],
  { language = "zh", dark = false, width = 1440, height = 900 }: Parameters<PanelStage["open"]>[0] = {},
): Promise<Panel> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    timezoneId: "Asia/Shanghai",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (line) => line.type() === "error" && troubles.push(`${line.text()} ${line.location().url}`));
  await page.goto(`${url}/_sandbox/panel/`, { waitUntil: "domcontentloaded" });
  if (language === "en") await page.getByTestId("language").click();
  return {
    page,
    customer: page.getByTestId("phone-customer"),
    staff: page.getByTestId("phone-staff"),
    toast: page.getByTestId("toast"),
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
    });
  });
}

async function json(response: Response): Promise<Body> {
  const value: unknown = await response.json();
  if (!isBody(value)) throw new Error("no JSON object");
  return value;
}
