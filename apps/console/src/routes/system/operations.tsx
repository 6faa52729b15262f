import { Figure, PageHeader, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { Alarms } from "../../features/operations/alarms.tsx";
import { Database, SlowStatements } from "../../features/operations/database.tsx";
import { Quotas } from "../../features/operations/quotas.tsx";
import { Handlers, Processes, Queues } from "../../features/operations/work.tsx";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { countWords, sizeWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { lengthWords } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useNow } from "../../session.tsx";

export type Health = Output<"system.health">;

const REFRESH_MS = 10_000;

/** What is wrong now and what to do: first in words for whoever runs the communities, then the figures for whoever runs the machine. */
export function Operations() {
  const { t, phrases } = useWords();
  const query = useCall("system.health", {}, { refetchInterval: REFRESH_MS });
  const health = query.data;
  const tone = { healthy: "good", watch: "watch", broken: "bad" } as const;
  return (
    <>
      <PageHeader
        title={phrases.operations.title}
        sentence={phrases.operations.sentence}
        tags={
          health ? (
            <StatusTag tone={tone[health.state]}>{t(`operations.states.${health.state}`, { count: countOf(health) })}</StatusTag>
          ) : null
        }
      />
      <Loaded query={query} rows={12}>
        {(seen) => (
          <div className="stack">
            <Alarms health={seen} />
            <Glance health={seen} />
            <Processes rows={seen.processes} />
            <Handlers rows={seen.handlers} />
            <Queues health={seen} />
            <Quotas health={seen} />
            <SlowStatements slow={seen.slow} />
            <Database health={seen} />
          </div>
        )}
      </Loaded>
    </>
  );
}

const countOf = ({ state, alarms }: Health) => alarms.filter(({ level }) => state !== "broken" || level === "broken").length;

function Glance({ health }: { health: Health }) {
  const { t, phrases, language } = useWords();
  const words = phrases.operations.figures;
  const now = useNow();
  const atMost = ({ n, isMore }: { n: number; isMore: boolean }) => (isMore ? t("operations.more", { count: n }) : countWords(n, language));
  const behind = health.handlers.flatMap(({ behindSince }) => (behindSince === null ? [] : [now.getTime() - Date.parse(behindSince)]));
  const due = health.lanes.filter(({ isQuiet }) => !isQuiet);
  const backup = health.backup;
  return (
    <div className="card glance">
      <Figure label={words.processes} value={countWords(health.processes.filter(({ isAlive }) => isAlive).length, language)} />
      <Figure label={words.inbox} value={atMost(health.inbox.waiting)} />
      <Figure
        label={words.behind}
        value={behind.length === 0 ? phrases.operations.onTime : lengthWords(Math.max(...behind), phrases.time)}
      />
      <Figure
        label={words.due}
        value={atMost({ n: due.reduce((sum, one) => sum + one.due.n, 0), isMore: due.some((one) => one.due.isMore) })}
      />
      <Figure label={words.failed} value={atMost(health.actions.failedToday)} />
      <Figure
        label={words.backup}
        value={backup ? <When at={backup.finishedAt} real /> : words.noBackup}
        change={
          backup ? t("operations.backup.say", { size: sizeWords(backup.bytes), rows: backup.rows, seconds: backup.seconds }) : undefined
        }
      />
      <Figure label={words.database} value={sizeWords(health.database.bytes)} />
    </div>
  );
}
