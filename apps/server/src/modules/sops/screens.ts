import type { api, OutputOf } from "@shuke/contract";
import { type Ctx, inWords } from "#kit/ctx";
import { boardSteps } from "./board-steps.ts";
import { countAllSteps, countEnrolments, countUnderWay } from "./count-steps.ts";
import { readDrafts, readSops } from "./definitions.ts";

export async function listSops(ctx: Ctx): Promise<OutputOf<typeof api.sops.list>> {
  const sops = [...(await readSops(ctx.db, ctx.corpId)), ...(await readDrafts(ctx.db, ctx.corpId))];
  const counts = await countAllSteps(ctx, sops);
  const people = await countEnrolments(
    ctx,
    sops.map(({ id }) => id),
  );
  const underWay = await countUnderWay(ctx);
  const items = sops.map((sop) => {
    const lights = boardSteps(ctx, sop.definition, counts.get(sop.id) ?? []).map((step) => step.status);
    return {
      id: sop.id,
      key: sop.key,
      name: inWords(ctx, sop.name),
      subject: sop.subject,
      version: sop.version,
      state: sop.state,
      enrolled: people.get(sop.id)?.enrolled ?? 0,
      underWay: underWay.get(sop.id) ?? 0,
      red: lights.filter((light) => light === "red").length,
      amber: lights.filter((light) => light === "amber").length,
      playbook: sop.playbook,
    };
  });
  return { items, nextCursor: null };
}
