import { StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { PathLink, When } from "../../kit/bits.tsx";
import "./operations.css";

type Health = Output<"system.health">;
type Alarm = Health["alarms"][number];

/** Since when an alarm holds is told in the clock that it goes by: processes and backups live in real time, work in the corp's. */
const real = new Set<Alarm["key"]>(["token-refused", "database-slow", "long-transaction", "backup-old"]);

/** What is wrong, the worst first: what it is, since when, what to do, and the way there. */
export function Alarms({ health }: { health: Health }) {
  const { t, phrases } = useWords();
  if (health.alarms.length === 0) {
    return (
      <section className="card alarms-none">
        <StatusTag tone="good">{phrases.operations.states.healthy}</StatusTag>
        <p>{phrases.operations.healthySay}</p>
      </section>
    );
  }
  return (
    <ul className="card alarms">
      {health.alarms.map((alarm, index) => {
        const values = { ...alarm.details, ...named(alarm, phrases) };
        return (
          <li key={`${alarm.key} ${index}`}>
            <StatusTag tone={alarm.level === "broken" ? "bad" : "watch"}>{phrases.operations.levels[alarm.level]}</StatusTag>
            <div className="alarm-words">
              <strong>{t(`operations.alarms.${alarm.key}.title`, values)}</strong>
              <p>{t(`operations.alarms.${alarm.key}.todo`, values)}</p>
              <p className="soft small">
                {alarm.since === null ? null : (
                  <>
                    {phrases.operations.since} <When at={alarm.since} real={real.has(alarm.key)} /> ·{" "}
                  </>
                )}
                <code>{t("operations.guide", { section: `docs/OPERATIONS.md#${alarm.key}` })}</code>
              </p>
            </div>
            {alarm.to === null ? null : <PathLink to={alarm.to}>{phrases.operations.act}</PathLink>}
          </li>
        );
      })}
    </ul>
  );
}

/** What comes as a key and has a name in the reader's language. */
function named({ details }: Alarm, phrases: ReturnType<typeof useWords>["phrases"]): Record<string, string> {
  const { family, per } = details;
  return {
    ...(typeof family === "string" ? { family: word(phrases.sync.families, family) } : {}),
    ...(typeof per === "string" ? { per: word(phrases.operations.pers, per) } : {}),
  };
}
