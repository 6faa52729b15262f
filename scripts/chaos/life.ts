import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "./sandbox.ts";

type Chance = (purpose: string, n: number) => number;

export interface Life {
  /** what was done, by verb */
  done: Record<string, number>;
  stop(): Promise<void>;
}

const WEIGHTS: ReadonlyArray<[verb: string, weight: number]> = [
  ["scan", 22],
  ["rescan", 6],
  ["unfriend", 5],
  ["delete", 3],
  ["remark", 12],
  ["invite", 10],
  ["leave", 5],
  ["kick", 2],
  ["rename", 4],
  ["notice", 3],
  ["create-group", 2],
  ["set-admin", 2],
  ["transfer", 1],
  ["dismiss", 1],
  ["mark", 6],
];
const EVERY_MS = 220;
const MOST_PEOPLE = 400;

/**
 * A lively world on top of the robots: every fifth of a second somebody scans, comes back, leaves, is remarked, tagged, invited, kicked, a
 * group changes. What the world refuses (full, no friend, dissolved) is part of life.
 */
export function startLife(sandbox: Sandbox, codes: readonly string[], wecom: WecomTags, chance: Chance): Life {
  const done: Record<string, number> = {};
  const people: Array<{ who: string; externalUserId: string; staff: string }> = [];
  let running = true;

  const pick = <T>(list: readonly T[], purpose: string, n: number): T | undefined => list[Math.floor(chance(purpose, n) * list.length)];

  async function groups(): Promise<Array<{ chatId: string; owner: string }>> {
    const owners = (await sandbox.staff()).slice(0, 12);
    const phones = await Promise.all(owners.map((who) => sandbox.phone(who)));
    const all = phones.flatMap((phone) => phone.groups);
    return [...new Map(all.map((group) => [group.chatId, group])).values()];
  }

  async function once(n: number, known: { staff: readonly string[]; groups: Array<{ chatId: string; owner: string }> }): Promise<void> {
    const verb = verbOf(chance("verb", n));
    const person = pick(people, "person", n);
    const group = pick(known.groups, "group", n);
    const staff = pick(known.staff, "staff", n) ?? "";
    const who = person?.who ?? "";
    const chatId = group?.chatId ?? "";
    const owner = group?.owner ?? "";
    const url = pick(codes, "code", n);
    const acts: Record<string, () => Promise<unknown>> = {
      scan: async () => {
        if (people.length > MOST_PEOPLE) return;
        const { who: fresh, externalUserId = "", added = "" } = await sandbox.act({ who: "new", do: "scan", url });
        if (externalUserId !== "") people.push({ who: fresh, externalUserId, staff: added });
      },
      rescan: () => sandbox.act({ who, do: "scan", url }),
      unfriend: () => sandbox.act({ who, do: "unfriend", userid: person?.staff }),
      delete: () => sandbox.act({ who: person?.staff, do: "delete", externalUserId: person?.externalUserId }),
      remark: () => sandbox.act({ who: person?.staff, do: "remark", externalUserId: person?.externalUserId, remark: `熟客${n}` }),
      invite: () => sandbox.act({ who: owner, do: "invite", chatId, target: who }),
      leave: () => sandbox.act({ who, do: "leave", chatId }),
      kick: () => sandbox.act({ who: owner, do: "kick", chatId, target: who }),
      rename: () => sandbox.act({ who: owner, do: "rename", chatId, name: `福利群${n % 97}` }),
      notice: () => sandbox.act({ who: owner, do: "notice", chatId, text: `公告${n}` }),
      "create-group": async () => {
        if (known.groups.length < 40) await sandbox.act({ who: staff, do: "create-group", name: `新群${n}` });
      },
      "set-admin": () => sandbox.act({ who: owner, do: "set-admin", chatId, userid: staff, off: n % 2 === 0 }),
      transfer: () => sandbox.act({ who: owner, do: "transfer", chatId, newOwner: staff }),
      dismiss: () => (known.groups.length > 10 ? sandbox.act({ who: owner, do: "dismiss", chatId }) : Promise.resolve()),
      // Another program of the corp: WeCom tells nobody of it, only a comparison finds it.
      mark: () => (person ? wecom.mark(person.staff, person.externalUserId, n) : Promise.resolve()),
    };
    await acts[verb]?.().then(
      () => (done[verb] = (done[verb] ?? 0) + 1),
      () => {},
    );
  }

  const living = (async () => {
    let known = { staff: await sandbox.staff(), groups: await groups() };
    for (let n = 0; running; n += 1) {
      if (n % 50 === 49) known = { staff: await sandbox.staff(), groups: await groups() };
      await once(n, known);
      await sleep(EVERY_MS);
    }
  })();
  living.catch((error: unknown) => process.stderr.write(`chaos: the world stopped living (${String(error)})\n`));

  return {
    done,
    async stop() {
      running = false;
      await living;
    },
  };
}

function verbOf(chance: number): string {
  const all = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);
  let left = chance * all;
  for (const [verb, weight] of WEIGHTS) {
    left -= weight;
    if (left < 0) return verb;
  }
  return "scan";
}

export interface WecomTags {
  mark(userid: string, externalUserId: string, n: number): Promise<void>;
}

/** Tags given by another program with the same app's secret. */
export function wecomTags(url: string, corpId: string, secret: string): WecomTags {
  const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}/cgi-bin/${path}`, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
    return (await answer.json()) as Record<string, unknown>;
  };
  let ids: string[] = [];
  return {
    async mark(userid, externalUserId, n) {
      const { access_token: token } = await ask(`gettoken?corpid=${corpId}&corpsecret=${secret}`);
      if (ids.length === 0) {
        const made = await ask(`externalcontact/add_corp_tag?access_token=${String(token)}`, {
          group_name: "别的程序",
          tag: [{ name: "甲" }, { name: "乙" }],
        });
        const group = made["tag_group"] as { tag?: Array<{ id: string }> } | undefined;
        ids = group?.tag?.map(({ id }) => id) ?? [];
      }
      const tag = ids[n % Math.max(1, ids.length)];
      const change = n % 3 === 0 ? { remove_tag: [tag] } : { add_tag: [tag] };
      await ask(`externalcontact/mark_tag?access_token=${String(token)}`, { userid, external_userid: externalUserId, ...change });
    },
  };
}
