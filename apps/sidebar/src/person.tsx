import type { SidebarPerson } from "@shuke/contract";
import { fill, sayIn, words } from "./boot.ts";
import { Contents } from "./contents.tsx";
import { Fields } from "./fields.tsx";
import { ago, dayOf, daysSince, when, yuan } from "./format.ts";
import { Library } from "./library.tsx";
import { Next } from "./next.tsx";
import { Notes } from "./notes.tsx";
import { Card, Quiet, Some } from "./parts.tsx";
import { Sops } from "./sops.tsx";
import { Stock } from "./stock.tsx";
import { Story } from "./story.tsx";
import { Tags } from "./tags.tsx";
import { TaskItem } from "./tasks.tsx";

/** Who is this, and what next. */
export function PersonView(props: { person: SidebarPerson; onChange: () => unknown }) {
  const { person, onChange } = props;
  const here = { externalUserId: person.externalUserId };
  const name = person.remark || person.name || words.person.noName;
  return (
    <>
      <Who person={person} />
      <Next next={person.next} here={here} name={name} onChange={onChange} />
      {person.tasks.length > 0 ? (
        <Card title={words.tasks.here} id="tasks">
          {person.tasks.map((task) => (
            <TaskItem key={`${task.id} ${task.state}`} task={task} here={here} onChange={onChange} />
          ))}
        </Card>
      ) : null}
      <Tags person={person} onChange={onChange} />
      <Fields person={person} onChange={onChange} />
      <Notes person={person} onChange={onChange} />
      <Stock person={person} onChange={onChange} />
      <Contents contents={person.contents} here={here} name={name} onChange={onChange} />
      <Library here={here} name={name} onChange={onChange} />
      <Sops sops={person.sops} />
      <Orders orders={person.orders} />
      <Groups groups={person.groups} />
      <Story items={person.timeline} />
    </>
  );
}

function Who({ person }: { person: SidebarPerson }) {
  const w = words.person;
  const { name, remark, stage, stageSince, touches } = person;
  const known = name ?? w.noName;
  const left = Math.max(0, touches.cap - touches.used);
  const facts: Array<[string, string | null]> = [
    [w.channel, person.channel],
    [w.store, person.storeName],
    [w.contact, person.lastContactAt === null ? w.never : ago(person.lastContactAt)],
    [w.touches, fill(w.touchesLeft, { ...touches, left })],
  ];
  return (
    <section class="card who" aria-label={remark || known} data-card="who">
      <header>
        {person.avatar ? <img src={person.avatar} alt="" width="44" height="44" /> : <i class="avatar">{[...known][0]}</i>}
        <div>
          <h1>{remark || known}</h1>
          <p class="facts">
            {remark && remark !== known ? <span>{known}</span> : null}
            {stage ? (
              <span class={`stage ${stage}`}>
                {stageSince
                  ? sayIn(w, "stageSince", { stage: sayIn(w.stages, stage), count: daysSince(stageSince) })
                  : sayIn(w.stages, stage)}
              </span>
            ) : null}
            <span>{person.by === "friend" && person.addedAt ? fill(w.since, { day: dayOf(person.addedAt) }) : w.sameGroup}</span>
          </p>
        </div>
      </header>
      {person.description ? <Quiet>{person.description}</Quiet> : null}
      <dl>
        {facts.map(([label, value]) =>
          value === null ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {touches.closed ? (
        <p class="watch small">
          {touches.opensAt ? fill(w.closed[touches.closed], { time: when(touches.opensAt) }) : w.closedOpen}
          <br />
          {w.answerAnyway}
        </p>
      ) : null}
    </section>
  );
}

function Orders({ orders }: { orders: SidebarPerson["orders"] }) {
  const w = words.orders;
  const { count, amountFen, lastAt, items } = orders;
  return (
    <Card title={w.title} id="orders">
      {count === 0 && items.length === 0 ? (
        <Quiet>{w.none}</Quiet>
      ) : (
        <p class="facts">
          <b>{sayIn(w, "sum", { count, amount: yuan(amountFen) })}</b>
          {lastAt ? <span>{fill(w.last, { time: ago(lastAt) })}</span> : null}
        </p>
      )}
      <ul class="lines">
        {items.map((order) => (
          <li key={order.orderNo}>
            <span>
              {yuan(order.amountFen)}
              {order.refundedFen > 0 ? <small class="watch"> {fill(w.refunded, { amount: yuan(order.refundedFen) })}</small> : null}
            </span>
            <small>{[order.storeName ?? order.channel, when(order.paidAt)].filter(Boolean).join(" · ")}</small>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Groups({ groups }: { groups: SidebarPerson["groups"] }) {
  const w = words.groups;
  return (
    <Card title={w.title} id="groups">
      {groups.length === 0 ? <Quiet>{w.none}</Quiet> : null}
      <Some as="ul" class="lines" items={groups} first={3}>
        {(group) => (
          <li key={group.chatId}>
            <span>{group.name}</span>
            <small>{[fill(w.joined, { time: dayOf(group.joinedAt) }), group.common ? w.common : ""].filter(Boolean).join(" · ")}</small>
          </li>
        )}
      </Some>
    </Card>
  );
}
