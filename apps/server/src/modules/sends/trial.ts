import { fill, h5 } from "@shuke/phrases";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { staffUserOf } from "#modules/access";
import { corpLanguage } from "#modules/org";
import { readSend } from "./rows.ts";
import { contentsOf } from "./rules.ts";
import { type Words, wordsNow } from "./words.ts";

/** A card for each wording in the operator's own WeCom, with the words as they are; it interrupts no customer and spends nobody's budget. */
export async function trySend(ctx: Ctx, { id }: { id: string }): Promise<{ userId: string }> {
  const userId = await staffUserOf(ctx);
  if (userId === null) throw new Problem("sendNoPhone", {}, 409);
  await withUnit(ctx, async (unit) => {
    const { plan } = await readSend(unit, id);
    const card = h5[await corpLanguage(unit)].card;
    const words = await wordsNow(unit, id, plan);
    for (const [n, one] of words.entries()) {
      const url = contentsOf(plan)[n]?.link?.page;
      unit.plan({
        kind: "staff-notice.send",
        dedupeKey: `trial:${id}:${newId("try", unit.now)}`,
        plannedBy: `send:${id}`,
        runAfter: unit.now,
        payload: {
          userId,
          title: words.length > 1 ? `${plan.name} ${n + 1}/${words.length}` : plan.name,
          description: describe(one, card),
          url: url ? `/m/${url}` : "/m/t/",
          button: card.button,
        },
      });
    }
    await unit.audit("sends.trial", `send:${id}`, { userId });
  });
  return { userId };
}

type Card = (typeof h5)[keyof typeof h5]["card"];

/** A card holds words only: what hangs on them is named. */
const describe = (words: Words | null, { attached, attachedKinds }: Pick<Card, "attached" | "attachedKinds">) =>
  [words?.text ?? "", ...(words?.attachments ?? []).map((one) => fill(attached, { what: nameOf(one, attachedKinds) }))]
    .filter((line) => line !== "")
    .join("\n")
    .slice(0, 500);

function nameOf(one: Words["attachments"][number], kinds: Card["attachedKinds"]): string {
  switch (one.msgtype) {
    case "link":
      return one.link.title;
    case "library-miniprogram":
      return one.miniprogram.title;
    case "library-file":
      return kinds[one.file.kind];
    case "image":
      return kinds.image;
  }
}
