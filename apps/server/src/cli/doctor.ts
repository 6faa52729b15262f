import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { type Config, secretKeyPlace } from "#config";
import { WrongKey } from "#kit/secrets";
import type { Core } from "../core.ts";
import { readReady } from "../ready-file.ts";
import { secretNames } from "../wecom-clients.ts";
import type { Command } from "./command.ts";
import { withCore } from "./core.ts";
import { checkCallback, checkPublicUrl, checkRights, checkSkew, type Finding, noteSidebar } from "./doctor-checks.ts";

const MARK = { ok: "✓", problem: "✗", note: "·" } as const;

/** Looks at the set-up of every corp, changes nothing, and says what to do next. Ends with 1 when something is wrong. */
export const doctor: Command = {
  words: ["doctor"],
  usage: "doctor [--json]            check the set-up of the corp: rights, callback, addresses, clock",
  async run(args, config) {
    // Looking must not make a key: one that was lost is to be found, not replaced.
    const secretKey = secretKeyPlace(config).exists ? config.secretKey : randomBytes(32).toString("hex");
    const findings = await withCore({ ...config, secretKey }, (core) => examine(core, config));
    if (args.includes("--json")) process.stdout.write(`${JSON.stringify({ findings })}\n`);
    else process.stdout.write(`${findings.map(print).join("\n")}\n`);
    return findings.some(({ state }) => state === "problem") ? 1 : 0;
  },
};

function print({ name, state, what, next }: Finding): string {
  const lines = [`${MARK[state]} ${name}: ${what.zh}`, `  ${what.en}`];
  if (next) lines.push(`  → ${next.zh}`, `  → ${next.en}`);
  return lines.join("\n");
}

async function examine(core: Core, config: Config): Promise<Finding[]> {
  const { rows } = await sql<{ corp_id: string; name: string }>`select corp_id, name from corp order by created_at, corp_id`.execute(
    core.db,
  );
  if (rows.length === 0) return [nothingSetUp];
  const findings: Finding[] = [];
  for (const { corp_id, name } of rows) {
    findings.push({ name: "corp", state: "ok", what: { zh: `${name}（${corp_id}）`, en: `${name} (${corp_id})` } });
    findings.push(...(await examineCorp(core, config, corp_id)));
  }
  findings.push(egress);
  return findings;
}

async function examineCorp({ db, secrets, wecom }: Core, config: Config, corpId: string): Promise<Finding[]> {
  const kept = await secrets.all(corpId).catch((error: unknown) => {
    if (error instanceof WrongKey) return null;
    throw error;
  });
  if (kept === null) return [locked(config)];
  const missing = [secretNames.secret, secretNames.agentId, secretNames.token, secretNames.encodingAesKey].filter(
    (name) => !kept.has(name),
  );
  if (missing.length > 0) return [incomplete(missing)];
  const baseUrl = kept.get(secretNames.baseUrl);
  const ready = readReady(config.home);
  const publicUrl = config.publicUrl ?? ready?.url ?? `http://localhost:${config.port}`;
  const client = await wecom.of(corpId);
  return [
    ...(await checkRights(client, Math.floor(Date.now() / 1000))),
    await checkSkew(baseUrl ?? "https://qyapi.weixin.qq.com"),
    checkPublicUrl(publicUrl, baseUrl !== undefined),
    await checkCallback(publicUrl, corpId, await wecom.callbackConfig(corpId)),
    noteSidebar(publicUrl),
    await lastCallback(db, corpId),
  ];
}

async function lastCallback(db: Core["db"], corpId: string): Promise<Finding> {
  const { rows } = await sql<{ at: Date | null; waiting: number; bad: number }>`select max(received_at) as at,
      count(*) filter (where state = 'received') as waiting, count(*) filter (where state = 'quarantined') as bad
    from inbox where corp_id = ${corpId}`.execute(db);
  const row = rows[0];
  const name = "last-callback";
  if (!row?.at) return { name, state: "note", what: { zh: "还没有收到过回调", en: "no callback has come yet" } };
  const when = row.at.toISOString();
  const what = {
    zh: `最近一次 ${when}，待处理 ${row.waiting}，隔离 ${row.bad}`,
    en: `the last came ${when}; ${row.waiting} waiting, ${row.bad} quarantined`,
  };
  if (row.bad === 0) return { name, state: "ok", what };
  return {
    name,
    state: "problem",
    what,
    next: { zh: "在控制台 → 系统 → 收件箱里查看并重放", en: "look at them in the console → System → Inbox and replay them" },
  };
}

const nothingSetUp: Finding = {
  name: "corp",
  state: "problem",
  what: { zh: "还没有设置企业", en: "no corp is set up" },
  next: { zh: "npm run cli -- corp set < corp.json；体验用 npm start", en: "npm run cli -- corp set < corp.json; for the demo npm start" },
};

function locked(config: Config): Finding {
  const { place, exists } = secretKeyPlace(config);
  return {
    name: "secret-key",
    state: "problem",
    what: exists
      ? {
          zh: `${place} 里的密钥打不开这个企业的密文，当初加密用的是另一把`,
          en: `the key in ${place} does not open this corp's secrets: they were sealed with another one`,
        }
      : {
          zh: `没有密钥：SHUKE_SECRET_KEY 没设，${place} 也不在，这个企业的密文打不开`,
          en: `no key: SHUKE_SECRET_KEY is not set and ${place} is not there, so this corp's secrets cannot be opened`,
        },
    next: {
      zh: "把原来的密钥设成 SHUKE_SECRET_KEY，或把 secret.key 放回 SHUKE_HOME；找不回来就重新录入：npm run cli -- corp set < corp.json，再重启服务",
      en: "set SHUKE_SECRET_KEY to the key of that time, or put secret.key back into SHUKE_HOME; if it is lost, enter the secrets again: npm run cli -- corp set < corp.json, and restart the server",
    },
  };
}

const incomplete = (missing: readonly string[]): Finding => ({
  name: "secrets",
  state: "problem",
  what: { zh: `缺少：${missing.join("、")}`, en: `missing: ${missing.join(", ")}` },
  next: { zh: "npm run cli -- corp set < corp.json", en: "npm run cli -- corp set < corp.json" },
});

const egress: Finding = {
  name: "egress-ip",
  state: "note",
  what: {
    zh: "企业微信只接受可信 IP 的调用：本机出口 IP 变了要更新（应用 → 企业可信 IP），出错 60020 时上面会写出它看到的 IP",
    en: "WeCom takes calls from trusted IPs only: keep the app's list up to date when the egress IP changes; a 60020 above names the IP that it saw",
  },
};
