import { useEffect, useState } from "react";
import { Button, Input, InputNumber, Segmented } from "antd";
import { useQuery } from "@tanstack/react-query";
import { CardSkeleton, PageHeader, Panel } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { changesOf, formOf, isTime } from "../../features/system/settings-form.ts";
import type { SettingsForm } from "../../features/system/settings-form.ts";
import { useWords } from "../../i18n.ts";
import type { Key } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { useCan } from "../../session.tsx";

type NumberField = { [K in keyof SettingsForm]: SettingsForm[K] extends number ? K : never }[keyof SettingsForm];
const blocks: ReadonlyArray<{
  key: string;
  title: Key;
  hint: Key;
  fields: ReadonlyArray<{ key: NumberField; label: Key; min: number; max: number }>;
}> = [
  {
    key: "person",
    title: "settings.person",
    hint: "settings.personHint",
    fields: [
      { key: "weight", label: "settings.personWeight", min: 0, max: 30 },
      { key: "days", label: "settings.personDays", min: 1, max: 60 },
    ],
  },
  {
    key: "group",
    title: "settings.group",
    hint: "settings.groupHint",
    fields: [{ key: "perDay", label: "settings.groupPerDay", min: 0, max: 10 }],
  },
  {
    key: "staff",
    title: "settings.staff",
    hint: "settings.staffHint",
    fields: [
      { key: "confirmationsPerDay", label: "settings.confirmationsPerDay", min: 0, max: 20 },
      { key: "tasksPerDay", label: "settings.tasksPerDay", min: 0, max: 50 },
    ],
  },
  {
    key: "routing",
    title: "settings.routing",
    hint: "settings.routingHint",
    fields: [
      { key: "maxDistanceM", label: "settings.maxDistance", min: 100, max: 200_000 },
      { key: "seatMinutes", label: "settings.seatMinutes", min: 1, max: 120 },
    ],
  },
];

export function Settings() {
  const { t, phrases } = useWords();
  const can = useCan();
  const query = useQuery({ queryKey: ["settings.get"], queryFn: ({ signal }) => call("settings.get", {}, signal) });
  const before = query.data ? formOf(query.data) : null;
  const [form, setForm] = useState<SettingsForm | null>(null);
  useEffect(() => {
    if (query.data) setForm((old) => old ?? formOf(query.data));
  }, [query.data]);
  const save = useAct("settings.update", { refresh: ["settings"], said: () => t("settings.saved") });

  if (query.isError) {
    return (
      <>
        <PageHeader title={t("settings.title")} sentence={t("settings.sentence")} />
        <Failed error={query.error} retry={() => void query.refetch()} />
      </>
    );
  }
  if (!form || !before) return <CardSkeleton label={t("common.loading")} rows={10} />;
  const change = (patch: Partial<SettingsForm>) => setForm((old) => (old ? { ...old, ...patch } : old));
  const changes = changesOf(form, before);
  const timesFit = isTime(form.from) && isTime(form.to);

  return (
    <>
      <PageHeader title={t("settings.title")} sentence={t("settings.sentence")} />
      <form
        className="settings stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (changes && timesFit) save.mutate(changes);
        }}
      >
        <div className="settings-grid">
          <Panel title={t("settings.quiet")}>
            <p className="soft small">{t("settings.quietHint")}</p>
            <div className="settings-fields">
              {(["from", "to"] as const).map((key) => (
                <label key={key} htmlFor={`set-${key}`}>
                  {t(`settings.${key}`)}
                  <Input
                    id={`set-${key}`}
                    value={form[key]}
                    maxLength={5}
                    {...(isTime(form[key]) ? {} : { status: "error" as const })}
                    onChange={(event) => change({ [key]: event.target.value })}
                  />
                </label>
              ))}
            </div>
            {timesFit ? null : (
              <p className="field-problem" role="alert">
                {t("settings.timeShape")}
              </p>
            )}
          </Panel>
          {blocks.map((block) => (
            <Panel key={block.key} title={t(block.title)}>
              <p className="soft small">{t(block.hint)}</p>
              <div className="settings-fields">
                {block.fields.map((field) => (
                  <label key={field.key} htmlFor={`set-${field.key}`}>
                    {t(field.label)}
                    <InputNumber
                      id={`set-${field.key}`}
                      min={field.min}
                      max={field.max}
                      precision={0}
                      value={form[field.key]}
                      onChange={(value) => change({ [field.key]: value ?? field.min })}
                    />
                  </label>
                ))}
              </div>
            </Panel>
          ))}
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
    </>
  );
}
