import { ask, doing, say } from "./api.js";
import { fieldsOf, h } from "./dom.js";
import { empty } from "./phone.js";
import { chatSdk } from "./staff-sdk.js";
import { t } from "./words.js";

/** Opens the pages that apps put beside a chat, with the chat as their context; says how to get one where there is none. */
export async function openSidebar(phone, chat) {
  const pages = (await doing(() => ask("sidebars")))?.items ?? [];
  if (pages.length === 0) return phone.browser.show(t("sidebar"), {}, setUp(phone, chat));
  const sdk = await chatSdk(phone, chat);
  await visit(phone, pages, pages[0], sdk);
}

async function visit(phone, pages, page, sdk) {
  const choice = h(
    "select",
    {
      "aria-label": t("sidebarPick"),
      "data-testid": "sidebar-pick",
      onchange: (event) => visit(phone, pages, pages[Number(event.target.value)], sdk),
    },
    pages.map((one, n) => h("option", { value: String(n), selected: one === page }, `${one.app} · ${one.name}`)),
  );
  await phone.browser.open(page.url, { sdk, tools: [choice] });
}

function setUp(phone, chat) {
  const save = async (event) => {
    const { url } = fieldsOf(event);
    const done = await doing(async () => {
      const { agentId } = await ask("corp");
      return ask("apps", { agentId, sidebar: [{ name: t("sidebar"), url }] });
    });
    if (!done) return;
    say(t("sidebarSaved"));
    await openSidebar(phone, chat);
  };
  const form = h(
    "form",
    { class: "stack", onsubmit: save },
    h("label", {}, t("sidebarUrl"), h("input", { name: "url", type: "url", required: true, "data-testid": "sidebar-url" })),
    h("button", { class: "main", "data-testid": "sidebar-save" }, t("sidebarSave")),
    h("code", {}, 'POST /_sandbox/apps {"agentId": …, "sidebar": [{"name": …, "url": …}]}'),
  );
  return empty(t("noSidebar"), t("noSidebarHint"), form);
}
