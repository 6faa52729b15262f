import { Checkbox, Select } from "antd";
import { Link } from "@tanstack/react-router";
import { leavableTopics, preferenceLevels } from "@shuke/contract/gate-words";
import { Panel, StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useNow } from "../../session.tsx";
import { WhyLink } from "../why/why-link.tsx";

/** Whether she may be contacted now, what counts towards it, and how much she wants to hear. */
export function GatePanel({ customerId }: { customerId: string }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const now = useNow();
  const { data } = useCall("gate.explain", { customerId });
  const save = useAct("preferences.set", { refresh: ["gate", "customers"], said: () => t("gate.saved") });
  if (!data) return null;
  const { reason, freeAt, load, budget, preference, touches } = data;
  return (
    <Panel
      title={t("gate.title")}
      extra={
        <Link to="/system/refusals" search={{ customer: customerId }} disabled={!can("system.read")} className="small">
          {can("system.read") ? t("gate.refusedHere") : null}
        </Link>
      }
    >
      <p className="row">
        <StatusTag tone={reason === null ? "good" : "watch"}>{reason === null ? t("gate.free") : phrases.gate.reasons[reason]}</StatusTag>
        <span className="soft small">
          {t("gate.load", { load: oneDigit(load), budget })}
          {reason === null ? null : (
            <>
              {" · "}
              {freeAt === null ? t("gate.never") : t("gate.freeAt")} {freeAt === null ? null : <When at={freeAt} />}
            </>
          )}
        </span>
      </p>
      {touches.length === 0 ? <p className="soft small">{t("gate.noTouches")}</p> : null}
      <ul className="plain-list">
        {touches.map((touch) => (
          <li key={`${touch.at}/${touch.kind}`} className="row">
            <When at={touch.at} />
            <span>
              {phrases.gate.kinds[touch.kind]} · <WhyLink why={touch.why} bare />
            </span>
            <span className="soft small">
              {Date.parse(touch.at) > now.getTime()
                ? t(touch.yields ? "gate.yields" : "gate.toCome")
                : t("gate.counts", { share: oneDigit(touch.weight * touch.share) })}
            </span>
          </li>
        ))}
      </ul>
      <label className="row" htmlFor="preference-level">
        <span>{t("gate.preference")}</span>
        <Select
          id="preference-level"
          value={preference.level}
          disabled={!can("customers.write")}
          loading={save.isPending}
          className="gate-level"
          options={preferenceLevels.map((value) => ({ value, label: phrases.gate.levels[value] }))}
          onChange={(level) => save.mutate({ customerId, level })}
        />
        {preference.saidAt === null ? null : (
          <span className="soft small">
            {phrases.gate.saidBy[preference.saidBy ?? "console"]} <When at={preference.saidAt} />
          </span>
        )}
      </label>
      <p className="soft small">{phrases.gate.levelHints[preference.level]}</p>
      <p className="row">
        <span>{t("gate.about")}</span>
        <Checkbox.Group
          aria-label={t("gate.about")}
          disabled={!can("customers.write") || save.isPending}
          value={leavableTopics.filter((topic) => !preference.without.includes(topic))}
          options={leavableTopics.map((value) => ({ value, label: phrases.gate.topics[value] }))}
          onChange={(wanted) =>
            save.mutate({ customerId, level: preference.level, without: leavableTopics.filter((topic) => !wanted.includes(topic)) })
          }
        />
      </p>
    </Panel>
  );
}

const oneDigit = (value: number) => String(Math.round(value * 10) / 10);
