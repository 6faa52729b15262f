import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";

const MAIN = path.join(import.meta.dirname, "main.ts");
const STAFF = 4;
/** No offset: on every machine this is the same instant. */
const ARGS = ["--port", "0", "--speed", "0", "--seed", "7", "--start", "2026-03-01T22:00:00", "--staff", `${STAFF}`];
const PAST = ["--customers", "500", "--groups", "6", "--stores", "2"];

/** What is read of answers here. */
interface Answer {
  errcode?: number;
  access_token: string;
  qr_code: string;
  config_id: string;
  join_way: { qr_code: string };
  groups: { chatId: string }[];
}

/** A sandbox in a process of its own, as on another machine. */
async function start(env: Record<string, string>): Promise<(call: string, body?: object) => Promise<Answer>> {
  const child = spawn(process.execPath, [MAIN, ...ARGS, ...PAST], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const [line]: string[] = await once(createInterface({ input: child.stdout }), "line");
  const { url, corpId, secret }: { url: string; corpId: string; secret: string } = JSON.parse(line ?? "");
  const ask = async (call: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${url}${call}`, body ? { method: "POST", body: JSON.stringify(body) } : {});
    const answer: Answer = JSON.parse(await response.text());
    if (!response.ok || (answer.errcode ?? 0) !== 0) throw new Error(`${call} gave ${JSON.stringify(answer)}`);
    return answer;
  };
  return async (call, body) => {
    if (call.startsWith("/")) return ask(call, body);
    const { access_token } = await ask(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
    return ask(`/cgi-bin/externalcontact/${call}?access_token=${access_token}`, body);
  };
}

/** Four shops with a past, four hundred newcomers who talk, buy, quarrel and leave, two mass messages, five days. */
async function live(env: Record<string, string>): Promise<{ truth: unknown; stats: unknown }> {
  const ask = await start(env);
  const codes: string[] = [];
  for (let shop = 1; shop <= STAFF; shop++) {
    const owner = `staff00${shop}`;
    codes.push((await ask("add_contact_way", { type: 1, scene: 2, user: [owner], state: `shop${shop}` })).qr_code);
    const { groups } = await ask("/_sandbox/corp/setup", { groups: [{ name: `福利群 ${shop}`, owner }] });
    const { config_id } = await ask("groupchat/add_join_way", { scene: 2, chat_id_list: groups.map(({ chatId }) => chatId) });
    codes.push((await ask("groupchat/get_join_way", { config_id })).join_way.qr_code);
  }
  const near = [{ lng: 121.47, lat: 31.23, weight: 1, radiusKm: 8 }];
  const arrive = { from: "2026-03-02T09:00:00", days: 2 };
  await ask("/_sandbox/corp/setup", { customers: { count: 400, near, arrive, codes, classes: { shop: 1, seller: 1 } } });
  for (const [advance, content] of [
    ["36h", "周三会员日"],
    ["84h", "周末第二杯半价"],
  ]) {
    await ask("/_sandbox/clock", { advance });
    for (let shop = 1; shop <= STAFF; shop++) await ask("add_msg_template", { sender: `staff00${shop}`, text: { content } });
  }
  await ask("/_sandbox/clock", { advance: "1d" });
  return { truth: await ask("/_sandbox/truth"), stats: await ask("/_sandbox/people/stats") };
}

test("one seed lives one life, whatever the port, the time zone and the language of the machine", async () => {
  const [here, there] = await Promise.all([
    live({ TZ: "America/St_Johns", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" }),
    live({ TZ: "Asia/Shanghai", LC_ALL: "C", LANG: "zh_CN.UTF-8" }),
  ]);
  expect(there).toEqual(here);
  // The same on every machine. Another one is right only when the people's behaviour or the rows of the truth were meant to change.
  expect(here).toMatchObject({ truth: { hash: "c4fec9ce3563b16bc4645f7418cd7e707f45646c9c4fca4dd2920993821206cf" } });
  expect(here.stats).toMatchObject({ acts: { scan: expect.any(Number), say: expect.any(Number), confirm: expect.any(Number) } });
});
