import { useState } from "react";
import { Button } from "antd";
import { Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { countWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";

const order = ["customers", "relations", "tags", "groups", "members"] as const;

/** The fingerprint reads every row we hold: for a large brand that takes a while, so it is made when somebody asks for it. */
export function Truth() {
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  if (asked) return <Asked />;
  return (
    <Panel title={t("sync.truth")} note={t("sync.truthHint")}>
      <Button onClick={() => setAsked(true)}>{t("sync.makeTruth")}</Button>
    </Panel>
  );
}

function Asked() {
  const query = useCall("sync.truth", {}, { staleTime: 60_000 });
  return (
    <Loaded query={query} rows={5}>
      {(truth) => <Fingerprints truth={truth} />}
    </Loaded>
  );
}

function Fingerprints({ truth }: { truth: Output<"sync.truth"> }) {
  const { t, phrases, language } = useWords();
  return (
    <Panel title={t("sync.truth")} note={t("sync.truthHint")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("sync.columns.family")}</th>
            <th scope="col">{t("sync.count")}</th>
            <th scope="col" className="start">
              {t("sync.fingerprint")}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.map((family) => (
            <tr key={family}>
              <th scope="row">{phrases.sync.families[family]}</th>
              <td>{countWords(truth.families[family].count, language)}</td>
              <td className="mono start">{truth.families[family].hash.slice(0, 16)}…</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t("sync.hash")}</th>
            <td />
            <td className="mono start">{truth.hash}</td>
          </tr>
        </tbody>
      </table>
      <p className="soft small">{t("sync.oneWay", { count: truth.oneWay.count })}</p>
      {truth.forgotten ? <p className="soft small">{t("sync.forgotten", { count: truth.forgotten.count })}</p> : null}
    </Panel>
  );
}
