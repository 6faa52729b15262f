import { h5 } from "@shuke/phrases";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { staffUserOf } from "#modules/access";
import { corpLanguage } from "#modules/org";
import { readSend } from "./rows.ts";

/** A card in the operator's own WeCom with the words as they are; it interrupts no customer and spends nobody's budget. */
export async function trySend(ctx: Ctx, { id }: { id: string }): Promise<{ userId: string }> {
  const userId = await staffUserOf(ctx);
  if (userId === null) throw new Problem("sendNoPhone", {}, 409);
  await withUnit(ctx, async (unit) => {
    const { plan } = await readSend(unit, id);
    const words = h5[await corpLanguage(unit)].card;
    unit.plan({
      kind: "staff-notice.send",
      dedupeKey: `trial:${id}:${newId("try", unit.now)}`,
      plannedBy: `send:${id}`,
      runAfter: unit.now,
      payload: {
        userId,
        title: plan.name,
        description: plan.content.text.slice(0, 500),
        url: plan.content.link ? `/m/${plan.content.link.page}` : "/m/t/",
        button: words.button,
      },
    });
    await unit.audit("sends.trial", `send:${id}`, { userId });
  });
  return { userId };
}
