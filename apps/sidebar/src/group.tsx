import type { SidebarGroup } from "@shuke/contract";
import { fill, sayIn, words } from "./boot.ts";
import { Contents } from "./contents.tsx";
import { ago, daysSince } from "./format.ts";
import { Library } from "./library.tsx";
import { Next } from "./next.tsx";
import { Card, Quiet, Some } from "./parts.tsx";
import { Sops } from "./sops.tsx";
import { TaskItem } from "./tasks.tsx";

/** Which group this is, and what it needs today. */
export function GroupView(props: { group: SidebarGroup; onChange: () => unknown }) {
  const { group, onChange } = props;
  const w = words.group;
  const here = { chatId: group.chatId };
  const size = group.seatLimit === null ? fill(w.members, group) : fill(w.ideal, { members: group.members, limit: group.seatLimit });
  return (
    <>
      <section class="card who" aria-label={group.name} data-card="who">
        <h1>{group.name}</h1>
        <p class="facts">
          <span>{group.mine ? w.mine : fill(w.owner, { name: group.ownerName })}</span>
          {group.storeName ? <span>{fill(w.store, { name: group.storeName })}</span> : null}
          <span>{fill(w.clock, { day: daysSince(group.createdAt) })}</span>
        </p>
        <p class="size">
          <b>{size}</b> <span>{sayIn(w, "customers", { count: group.customers })}</span>
        </p>
        {group.seatLimit === null ? null : (
          <progress max={group.seatLimit} value={Math.min(group.members, group.seatLimit)} aria-label={size} />
        )}
        <p class="hint">{fill(w.week, { joined: group.joined7d, left: group.left7d })}</p>
        {group.notice === "" ? <p class="watch small">{w.noNotice}</p> : null}
      </section>
      <Next next={group.next} here={here} name={group.name} onChange={onChange} />
      {group.tasks.length > 0 ? (
        <Card title={words.tasks.here} id="tasks">
          {group.tasks.map((task) => (
            <TaskItem key={`${task.id} ${task.state}`} task={task} here={here} onChange={onChange} />
          ))}
        </Card>
      ) : null}
      <Contents contents={group.contents} here={here} name={group.name} onChange={onChange} />
      <Library here={here} name={group.name} onChange={onChange} />
      <Sops sops={group.sops} />
      <Card title={w.lately} id="lately">
        {group.lately.length === 0 ? <Quiet>{w.latelyNone}</Quiet> : null}
        <Some as="ul" class="lines" items={group.lately} first={5}>
          {(one) => (
            <li key={`${one.name} ${one.at}`}>
              <span>{one.name}</span>
              <small>{ago(one.at)}</small>
            </li>
          )}
        </Some>
      </Card>
      {group.notice === "" ? null : (
        <Card title={w.notices} id="notice">
          <blockquote>{group.notice}</blockquote>
        </Card>
      )}
    </>
  );
}
