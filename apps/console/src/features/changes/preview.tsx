import { Skeleton } from "antd";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";

type Query = { data: Output<"bulk.preview"> | undefined; isError: boolean; error: unknown };

/** What would happen to how many, before it does. */
export function Preview({ query }: { query: Query }) {
  const { t } = useWords();
  if (query.isError) return <Failed error={query.error} />;
  if (query.data === undefined) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  const { people, exact, change, same, noFriend, calls, minutes, sample } = query.data;
  if (change === 0) return <p role="status">{t("changes.nothing")}</p>;
  return (
    <div role="status" className="card">
      <p>
        <strong>{t("changes.willChange", { count: change })}</strong>{" "}
        <span className="soft">({t(exact ? "changes.exactCount" : "changes.aboutCount", { count: people })})</span>
      </p>
      {same > 0 ? <p className="soft small">{t("changes.willSame", { count: same })}</p> : null}
      {noFriend > 0 ? <p className="soft small">{t("changes.willNoFriend", { count: noFriend })}</p> : null}
      {calls > 0 ? <p className="soft small">{t("changes.calls", { count: calls, minutes })}</p> : null}
      {sample === null ? null : <p className="soft small">{t("changes.sample", { count: sample })}</p>}
    </div>
  );
}
