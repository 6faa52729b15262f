import type { TimelineItem } from "@shuke/contract";
import { sayIn, words } from "./boot.ts";
import { when, yuan } from "./format.ts";
import { Card, Quiet, Some } from "./parts.tsx";

/** The last things that happened; what has no words here is left to the console. */
export function Story({ items }: { items: readonly TimelineItem[] }) {
  const lines = items.flatMap((item) => {
    const line = lineOf(item);
    return line === "" ? [] : [{ seq: item.seq, at: item.at, line }];
  });
  return (
    <Card title={words.timeline.title} id="story">
      {lines.length === 0 ? <Quiet>{words.timeline.none}</Quiet> : null}
      <Some as="ol" class="story" items={lines} first={4}>
        {({ seq, at, line }) => (
          <li key={seq}>
            <span>{line}</span>
            <small>{when(at)}</small>
          </li>
        )}
      </Some>
    </Card>
  );
}

function lineOf({ type, params }: TimelineItem): string {
  const { reason, page, said, amountFen, ...values } = params;
  const w = words.timeline;
  if (typeof reason === "string") values["reason"] = sayIn(type === "sop.step-closed" ? w.stepReasons : w.reasons, reason) || reason;
  if (typeof page === "string") values["page"] = sayIn(w.pages, page) || page;
  if (typeof amountFen === "number") values["amount"] = yuan(amountFen);
  for (const key of ["from", "to"])
    if (typeof values[key] === "string") values[key] = sayIn(words.person.stages, values[key]) || values[key];
  for (const key of ["value", "before"])
    if (typeof values[key] === "boolean") values[key] = values[key] ? words.fields.yes : words.fields.no;
  return sayIn(w.types, typeof said === "string" ? `${type}.${said}` : type, values).replace(/[:：]\s*$/u, "");
}
