import { sql } from "kysely";
import { files } from "@shuke/phrases";
import { withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { readHandover, readItems } from "./read.ts";
import { toItems } from "./screens.ts";

const PER_READ = 1000;

/** Each customer and group of a plan as a file; who took it is on record. */
export async function* exportItems(ctx: Ctx, { handoverId }: { handoverId: string }): AsyncGenerator<string> {
  const plan = await readHandover(ctx, handoverId);
  await withUnit(ctx, (unit) => unit.audit("handover.export", `staff:${plan.userId}`, { handoverId }));
  const say = files[ctx.language ?? "zh-CN"].handover;
  yield csvLine(Object.values(say.columns));
  let after = { kind: "", key: "" };
  for (;;) {
    const rows = await readItems(ctx, sql`i.handover_id = ${handoverId} and (i.kind, i.key) > (${after.kind}, ${after.key})`, PER_READ);
    const items = await toItems(ctx, rows);
    yield items
      .map((item) =>
        csvLine([
          say.kinds[item.kind],
          item.name,
          item.key,
          item.toName,
          say.states[item.state],
          item.reason === null ? "" : (say.reasons[item.reason] ?? item.reason),
          item.runAt ?? "",
          item.doneAt ?? "",
        ]),
      )
      .join("");
    const last = rows.at(-1);
    if (rows.length < PER_READ || !last) return;
    after = last;
  }
}
