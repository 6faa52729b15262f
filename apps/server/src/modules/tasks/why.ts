import type { Why } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { codeNames } from "#modules/live-codes";
import { storesByIds } from "#modules/org";
import { sopNames } from "#modules/sops";

type Cause = { kind: string; id: string; step: string };

/** `live-code:ID`, `sop:ID/step`, `store:ID`, `task:ID`, `ticket:ID`, `link:ID`, `mass-task:MSGID`, `playbook:KEY`, as planners write it. */
function causeOf(text: string): Cause {
  const [, kind, id = "", step = ""] = /^([a-z-]+):([^/|]+)(?:\/([^|]+))?/.exec(text) ?? [];
  return kind === undefined ? { kind: text, id: "", step: "" } : { kind, id, step };
}

/**
 * What stands behind calls, tasks and facts, by name and with a way to it. What nobody knows any more keeps its kind and
 * has no label, rather than showing its id.
 */
export async function whysOf(ctx: Ctx, texts: readonly string[]): Promise<Map<string, Why>> {
  const origins = await originsOf(ctx, texts);
  const causes = new Map([...new Set(texts)].map((text) => [text, causeOf(origins.get(text) ?? text)]));
  const ids = (kind: string) => [...causes.values()].flatMap((cause) => (cause.kind === kind ? [cause.id] : []));
  const [codes, stores, sops] = await Promise.all([
    codeNames(ctx, ids("live-code")),
    storesByIds(ctx, ids("store")),
    sopNames(ctx, ids("sop")),
  ]);
  const whyOf = ({ kind, id, step }: Cause): Omit<Why, "kind"> => {
    const to = (label: string | undefined, path: string) => (label === undefined ? { label: "", to: null } : { label, to: path });
    switch (kind) {
      case "live-code":
        return to(codes.get(id), `/codes/${id}`);
      case "live-codes":
        return to("", "/codes");
      case "store":
        return to(stores.get(id)?.name, `/groups?store=${id}`);
      case "sop": {
        const stepName = sops.get(`${id}/${step}`);
        const label = [sops.get(id), stepName].filter((part) => part !== undefined).join(" · ");
        return to(label === "" ? undefined : label, stepName === undefined ? `/sops/${id}` : `/sops/${id}?step=${step}`);
      }
      case "task":
        return to("", `/tasks?task=${id}`);
      case "ticket":
        return to("", `/tickets?ticket=${id}`);
      case "talk":
        return to("", `/talks/${id}`);
      case "calendar":
        return to("", `/calendar?slot=${id}`);
      case "answer":
        return to("", `/answers?answer=${id}`);
      case "link":
        return to("", `/links?link=${id}`);
      case "send":
        return to("", `/sends/${id}`);
      case "playbook":
        return to(id, `/playbooks/${id}`);
      default:
        return { label: "", to: null };
    }
  };
  return new Map([...causes].map(([text, cause]) => [text, { kind: causeOf(text).kind, ...whyOf(cause) }]));
}

/** A call about a mass send stands behind what the mass send was for. */
async function originsOf(ctx: Ctx, texts: readonly string[]): Promise<Map<string, string>> {
  const msgids = texts.map(causeOf).flatMap(({ kind, id }) => (kind === "mass-task" ? [id] : []));
  if (msgids.length === 0) return new Map();
  const { rows } = await sql<{ msgid: string; planned_by: string }>`select msgid, planned_by from mass_task
    where corp_id = ${ctx.corpId} and msgid = any(${msgids})`.execute(ctx.db);
  return new Map(rows.map((row) => [`mass-task:${row.msgid}`, row.planned_by]));
}
