import { Alert } from "antd";
import { placesFor, variablesOf } from "@shuke/contract/asset-words";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { PathLink } from "../../kit/bits.tsx";
import { useSession } from "../../session.tsx";
import { instantOf } from "../talks/times.ts";

type Use = Output<"contents.get">["uses"][number];

const pathOf: Readonly<Record<string, (id: string) => string>> = {
  sop: (id) => `/sops/${id}/edit`,
  send: (id) => `/sends/${id}`,
  moment: (id) => `/moments/${id}`,
  "live-code": (id) => `/codes/${id}`,
  column: () => "/columns",
};
/** What does not go out without it; a welcome goes without. */
const waiting = ["sop", "send", "column", "moment"];

/** What sends it, each a way there. */
export function Uses({ uses }: { uses: readonly Use[] }) {
  const { phrases } = useWords();
  const words = phrases.contents.form;
  if (uses.length === 0) return null;
  return (
    <section className="content-uses">
      <h2 className="small soft">{words.uses}</h2>
      <ul>
        {uses.map(({ kind, id, name }) => {
          const to = pathOf[kind]?.(id);
          return (
            <li key={`${kind} ${id}`}>
              <span className="small soft">{word(words.usesKinds, kind)}</span>{" "}
              {to === undefined ? name : <PathLink to={to}>{name}</PathLink>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Before somebody lets it end, or gives it gaps: what will not go out then. */
export function StopsWithIt({ uses, expires, text, now }: { uses: readonly Use[]; expires: string; text: string; now: number }) {
  const { t } = useWords();
  const { timeZone } = useSession().corp;
  const some = uses.filter(({ kind }) => waiting.includes(kind));
  if (some.length === 0) return null;
  const names = some.map(({ name }) => name).join(t("contents.form.comma"));
  const end = expires === "" ? null : instantOf(expires, timeZone);
  const over = end !== null && Date.parse(end) <= now;
  return (
    <>
      {end === null ? null : (
        <Alert
          type="warning"
          showIcon
          title={over ? t("contents.form.stopsNow", { names }) : t("contents.form.stopsOver", { time: expires.replace("T", " "), names })}
        />
      )}
      {placesFor(variablesOf(text)).includes("mass") ? null : (
        <Alert type="warning" showIcon title={t("contents.form.stopsGaps", { names })} />
      )}
    </>
  );
}
