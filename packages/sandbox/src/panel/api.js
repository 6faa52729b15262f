import { t } from "./words.js";

/** Asks the sandbox; answers the JSON or throws an Error with its words. */
export async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  const init = { method };
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/_sandbox/${path}`, init);
  } catch {
    throw Object.assign(new Error(t("offline")), { offline: true });
  }
  const text = await response.text();
  const answer = text === "" ? {} : JSON.parse(text);
  if (!response.ok) throw new Error(answer.message ?? answer.error ?? `HTTP ${response.status}`);
  return answer;
}

let saying;

/** Says one line at the bottom of the page for a while; read out by screen readers. */
export function say(text) {
  const place = document.getElementById("said");
  place.textContent = text;
  place.classList.add("on");
  clearTimeout(saying);
  saying = setTimeout(() => place.classList.remove("on"), 5000);
}

/** Runs something that a press started; what goes wrong is said, never swallowed. */
export async function doing(work) {
  try {
    return await work();
  } catch (error) {
    say(error.message);
    return undefined;
  }
}

/** Somebody does something in the world; a refusal is said in the world's words. */
export function act(input) {
  return doing(async () => {
    const result = await ask("act", input);
    if (result.error) say(t("refused", { why: result.error }));
    document.dispatchEvent(new Event("refresh"));
    return result;
  });
}
