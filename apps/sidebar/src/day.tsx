import { fill, sayIn, words } from "./boot.ts";
import { Problem, Quiet } from "./parts.tsx";
import { Skeleton } from "./skeleton.tsx";
import { TaskItem } from "./tasks.tsx";
import { useAsk } from "./use-ask.ts";

/** All that she has to do, each with the way to its chat. */
export function DayView({ notice }: { notice: string | null }) {
  const { data, trouble, reload } = useAsk("day", {});
  const w = words.day;
  if (!data) return trouble ? <Problem text={trouble.message} onRetry={reload} /> : <Skeleton />;
  const open = data.tasks.filter(({ state }) => state === "open").length;
  return (
    <>
      {notice === null ? null : (
        <p class="banner" role="status" data-reason="sdk">
          {notice}
        </p>
      )}
      <section class="card who" data-card="day" aria-label={w.title}>
        <h1>
          {data.tasks.length === 0 ? w.empty : open === 0 ? fill(w.helloNone, data) : sayIn(w, "hello", { name: data.name, count: open })}
        </h1>
        <p class="facts">
          <span>{fill(w.shown, { count: data.shownToday })}</span>
          <span>{fill(w.claimed, { count: data.claimedToday })}</span>
        </p>
        {data.tasks.length === 0 ? <Quiet>{w.emptyLine}</Quiet> : null}
      </section>
      {data.tasks.map((task) => (
        <section class="card" key={`${task.id} ${task.state}`}>
          <TaskItem task={task} here={null} onChange={reload} />
        </section>
      ))}
      {data.more > 0 ? <Quiet>{fill(w.more, { count: data.more })}</Quiet> : null}
    </>
  );
}
