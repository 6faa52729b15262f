import { useState } from "react";
import { Button, Input, InputNumber, Segmented } from "antd";
import { PageHeader, Panel } from "@shuke/kit-ui";
import { ArchivePanel } from "../../features/archive/panel.tsx";
import { caps, changesOf, formOf, isTime } from "../../features/system/settings-form.ts";
import type { SettingsForm } from "../../features/system/settings-form.ts";
import { useWords } from "../../i18n.ts";
import type { Key } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

type NumberField = { [K in keyof SettingsForm]: SettingsForm[K] extends number ? K : never }[keyof SettingsForm];
type Field = { key: "from" | "to"; label: Key } | { key: NumberField; label: Key; min: number; max: number };

const blocks: ReadonlyArray<{ title: Key; hint: Key; fields: readonly Field[] }> = [
  {
    title: "settings.quiet",
    hint: "settings.quietHint",
    fields: [
      { key: "from", label: "settings.from" },
      { key: "to", label: "settings.to" },
    ],
  },
  {
    title: "settings.person",
    hint: "settings.personHint",
    fields: [
      { key: "weight", label: "settings.personWeight", min: 0, max: 30 },
      { key: "days", label: "settings.personDays", min: 1, max: 60 },
      { key: "fadeDays", label: "settings.personFade", min: 0, max: 60 },
      { key: "massSend", label: "settings.weighsMassSend", min: 0, max: 10 },
      { key: "sidebar", label: "settings.weighsSidebar", min: 0, max: 10 },
    ],
  },
  {
    title: "settings.group",
    hint: "settings.groupHint",
    fields: [
      { key: "perDay", label: "settings.groupPerDay", min: 0, max: 10 },
      { key: "sellingPerDay", label: "settings.groupSellingPerDay", min: 0, max: 10 },
    ],
  },
  {
    title: "settings.staff",
    hint: "settings.staffHint",
    fields: [
      { key: "confirmationsPerDay", label: "settings.confirmationsPerDay", min: 0, max: 20 },
      { key: "tasksPerDay", label: "settings.tasksPerDay", min: 0, max: 50 },
      { key: "momentsPerDay", label: "settings.momentsPerDay", min: 0, max: 10 },
    ],
  },
  {
    title: "settings.routing",
    hint: "settings.routingHint",
    fields: [
      { key: "maxDistanceM", label: "settings.maxDistance", min: 100, max: 200_000 },
      { key: "seatMinutes", label: "settings.seatMinutes", min: 1, max: 120 },
    ],
  },
  {
    title: "settings.inbox",
    hint: "settings.inboxHint",
    fields: [{ key: "keepDays", label: "settings.keepDays", min: 1, max: 3650 }],
  },
  {
    title: "settings.audit",
    hint: "settings.auditHint",
    fields: [
      { key: "viewDays", label: "settings.viewDays", min: 183, max: 3650 },
      { key: "changeDays", label: "settings.changeDays", min: 183, max: 3650 },
    ],
  },
];

export function Settings() {
  const { t } = useWords();
  const query = useCall("settings.get", {});
  return (
    <>
      <PageHeader title={t("settings.title")} sentence={t("settings.sentence")} />
      <Loaded query={query} rows={10}>
        {(held) => <Editor before={formOf(held)} />}
      </Loaded>
      <div className="settings-grid settings-more">
        <ArchivePanel />
      </div>
    </>
  );
}

function Editor({ before }: { before: SettingsForm }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const [form, setForm] = useState(before);
  const save = useAct("settings.update", { refresh: ["settings"], said: () => t("settings.saved") });
  const change = (patch: Partial<SettingsForm>) => setForm((old) => ({ ...old, ...patch }));
  const changes = changesOf(form, before);
  const timesFit = isTime(form.from) && isTime(form.to);
  return (
    <form
      className="settings stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (changes && timesFit) save.mutate(changes);
      }}
    >
      <div className="settings-grid">
        {blocks.map((block) => (
          <Panel key={block.title} title={t(block.title)}>
            <p className="soft small">{t(block.hint)}</p>
            <div className="settings-fields">
              {block.fields.map((field) => (
                <label key={field.key} htmlFor={`set-${field.key}`}>
                  {t(field.label)}
                  {"min" in field ? (
                    <InputNumber
                      id={`set-${field.key}`}
                      min={field.min}
                      max={field.max}
                      precision={0}
                      value={form[field.key]}
                      onChange={(value) => change({ [field.key]: value ?? field.min })}
                    />
                  ) : (
                    <Input
                      id={`set-${field.key}`}
                      value={form[field.key]}
                      maxLength={5}
                      {...(isTime(form[field.key]) ? {} : { status: "error" as const })}
                      onChange={(event) => change({ [field.key]: event.target.value })}
                    />
                  )}
                </label>
              ))}
            </div>
            {timesFit || block.title !== "settings.quiet" ? null : (
              <p className="field-problem" role="alert">
                {t("settings.timeShape")}
              </p>
            )}
          </Panel>
        ))}
        <Panel title={t("settings.wecomCap")}>
          <p className="soft small">{t("settings.wecomCapHint")}</p>
          <Segmented
            aria-label={t("settings.wecomCap")}
            value={form.cap}
            options={caps.map((value) => ({ value, label: phrases.settings.caps[value] }))}
            onChange={(cap) => change({ cap })}
          />
        </Panel>
        <Panel title={t("settings.staffLanguage")}>
          <p className="soft small">{t("settings.staffLanguageHint")}</p>
          <Segmented
            aria-label={t("settings.staffLanguage")}
            value={form.language}
            options={(["zh-CN", "en"] as const).map((value) => ({ value, label: phrases.settings.languages[value] }))}
            onChange={(language) => change({ language })}
          />
        </Panel>
      </div>
      <div className="settings-foot">
        <p className="soft">
          {t("settings.summary", { from: form.from, to: form.to, days: form.days, weight: form.weight, perDay: form.perDay })}
        </p>
        <div className="row">
          <Button
            type="primary"
            htmlType="submit"
            loading={save.isPending}
            disabled={changes === null || !timesFit || !can("system.write")}
          >
            {t("common.save")}
          </Button>
          <Button disabled={changes === null} onClick={() => setForm(before)}>
            {t("settings.revert")}
          </Button>
          <span className="soft small" role="status">
            {changes === null ? t("settings.nothingChanged") : t("settings.unsaved")}
          </span>
        </div>
      </div>
    </form>
  );
}
