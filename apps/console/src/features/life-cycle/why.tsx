import { Panel, StatusTag } from "@shuke/kit-ui";
import { Link } from "@tanstack/react-router";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";

/** Why somebody is in her stage: each rule up to the one that holds, and the figures that rules look at. */
export function WhyStage({ customerId }: { customerId: string }) {
  const { t, phrases } = useWords();
  const { data } = useCall("lifeCycle.explain", { customerId });
  if (!data) return null;
  const { figures } = data;
  return (
    <Panel title={t("lifeCycle.whyTitle")}>
      {data.enabled ? null : (
        <p className="soft">
          {t("lifeCycle.whyOff")} <Link to="/customers/life-cycle">{t("lifeCycle.title")}</Link>
        </p>
      )}
      <ul className="plain-list">
        {data.rules.map((rule) => (
          <li key={rule.name} className="row">
            <StatusTag tone={rule.holds ? "good" : "plain"}>{t(rule.holds ? "lifeCycle.holds" : "lifeCycle.fails")}</StatusTag>
            <span>
              {rule.name}
              <span className="soft small">
                {" "}
                · {phrases.customers.stages[rule.stage]} · {rule.note}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {data.enabled && !data.rules.some(({ holds }) => holds) ? <p className="soft">{t("lifeCycle.whyNone")}</p> : null}
      <p className="soft small">
        {[
          t("lifeCycle.figures", { orders: figures.orders, groups: figures.groups }),
          ...(figures.lastOrderDay ? [t("lifeCycle.lastOrder", { day: figures.lastOrderDay })] : []),
          ...(figures.lastSeenDay ? [t("lifeCycle.lastSeen", { day: figures.lastSeenDay })] : []),
        ].join(" · ")}
      </p>
    </Panel>
  );
}
