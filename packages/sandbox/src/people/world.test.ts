import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createSandbox } from "../index.ts";
import type { RunningSandbox, SandboxOptions } from "../index.ts";
import { contactWay, harnessOf, joinWay } from "../testing/harness.ts";

const NEAR = [{ lng: 121.47, lat: 31.23, weight: 1, radiusKm: 2 }];
const OPTIONS: SandboxOptions = { seed: 5, start: "2026-03-02T01:00:00.000Z", profile: { staff: 3, persona: "" } };

async function open(more: SandboxOptions = {}): Promise<RunningSandbox> {
  const sb = await createSandbox({ ...OPTIONS, ...more });
  onTestFinished(() => sb.close());
  return sb;
}

/** A shop: a poster, a group behind a code, an archived member, three hundred people on their way. */
async function begin(sb: RunningSandbox): Promise<void> {
  const h = harnessOf(sb);
  const poster = await contactWay(h, { type: 2, user: ["staff001", "staff002"] });
  const { chatId } = await sb.act({ who: "staff001", do: "create-group", name: "福利群" });
  const { url } = await joinWay(h, [String(chatId)], { room_base_name: "福利群" });
  await h.control("POST", "archive", { users: ["staff001"] });
  sb.setup({ customers: { count: 300, near: NEAR, arrive: { days: 2 }, codes: [poster], classes: { shop: 1, seller: 1 } } });
  await sb.advance("2d");
  for (let n = 1; n <= 200; n++) await sb.act({ who: `c${n}`, do: "scan", url });
}

/** A mass send, a moment and a transfer, and what becomes of them. */
async function goOn(sb: RunningSandbox): Promise<void> {
  const h = harnessOf(sb);
  const follow = await h.api("externalcontact/list", undefined, { userid: "staff002" });
  await h.api("externalcontact/add_msg_template", { sender: "staff001", text: { content: "周三会员日" } });
  await h.api("externalcontact/add_moment_task", { text: { content: "新豆到店" } });
  const customers: string[] = JSON.parse(JSON.stringify(follow.external_userid));
  const transfer = { handover_userid: "staff002", takeover_userid: "staff003", external_userid: customers.slice(0, 50) };
  await h.api("externalcontact/transfer_customer", transfer);
  await sb.advance("4d");
}

function lived(sb: RunningSandbox): unknown {
  return { truth: sb.truth(), stats: sb.parts.people().stats(), troubles: sb.parts.troubles };
}

test("one seed, one world, one hash: on another port, and across a stop in the middle", async () => {
  const first = await open();
  await begin(first);
  await goOn(first);
  const dataDir = mkdtempSync(path.join(tmpdir(), "people-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const before = await open({ dataDir });
  await begin(before);
  await before.close();
  const after = await open({ dataDir });
  await goOn(after);
  expect(lived(after)).toEqual(lived(first));
  expect(first.parts.troubles).toEqual([]);
  const other = await open({ seed: 6 });
  await begin(other);
  expect(other.truth().hash).not.toBe(first.truth().hash);
});

test("everything that was planned for them happens somewhere in a week", async () => {
  const sb = await open();
  await begin(sb);
  await goOn(sb);
  const { acts } = JSON.parse(JSON.stringify(sb.parts.people().stats()));
  const done = ["scan", "say", "buy", "confirm", "like", "consent", "refuse-transfer", "kick", "unfriend"];
  expect(done.filter((verb) => !(acts[verb] > 0))).toEqual([]);
});
