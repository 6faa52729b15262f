import { useState } from "react";
import type { ReactNode } from "react";
import { Alert, Button, Input, InputNumber, Segmented, Select, Switch } from "antd";
import { PhonePreview } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";
import { ChooseContent, useContentsFor } from "../contents/choose.tsx";
import { bubblesOf } from "../contents/draft.ts";
import { useStaffOptions, useStoreOptions, useTags } from "../pickers/options.ts";
import type { Draft, DraftProblem } from "./draft.ts";
import { problemsOf } from "./draft.ts";
import { previewOf } from "./preview.ts";
import "./code-form.css";

type Props = {
  draft: Draft;
  change: (patch: Partial<Draft>) => void;
  editing: boolean;
  restored: boolean;
  drop: () => void;
  busy: boolean;
  problem: ReactNode;
  submit: () => void;
  cancel: ReactNode;
};

/** Form left, what the customer will see right; problems beside the field, what will happen above the button. */
export function CodeForm({ draft, change, editing, restored, drop, busy, problem, submit, cancel }: Props) {
  const { t, phrases } = useWords();
  const [tried, setTried] = useState(false);
  const staff = useStaffOptions();
  const stores = useStoreOptions(draft.storeId ?? undefined);
  const tags = useTags();
  const groups = useCall("groups.list", { limit: 500 }, { enabled: draft.kind === "group", staleTime: 60_000 });
  const { chosen: said } = useContentsFor("welcome", draft.welcomeContent);
  const problems = problemsOf(draft);
  const at = (field: DraftProblem["field"]) => {
    const found = tried ? problems.find((one) => one.field === field) : undefined;
    return found ? t(`codes.form.${found.key}`, { tag: found.value ?? "" }) : undefined;
  };
  const send = () => {
    setTried(true);
    if (problems.length === 0) submit();
  };
  const sender = staff.nameOf(draft.userIds[0] ?? "") || phrases.groups.kinds.staff;
  const welcome =
    draft.welcomeText === ""
      ? t("codes.form.noWelcome")
      : draft.link === "none"
        ? t("codes.form.withWelcome")
        : t("codes.form.withWelcomeLink");
  const will = editing
    ? t("codes.form.willUpdate")
    : draft.kind === "staff"
      ? t("codes.form.willCreateStaff", { staff: draft.userIds.map(staff.nameOf).join("、") || "…", count: draft.tags.length, welcome })
      : t("codes.form.willCreateGroup", {
          count: draft.chatIds.length,
          limit: draft.seatLimit,
          auto: draft.autoCreate ? t("codes.form.willAuto") : "",
        });

  return (
    <div className="editor">
      <form
        className="editor-form card"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {restored ? (
          <Alert
            type="info"
            title={t("codes.form.draft")}
            action={
              <Button size="small" onClick={drop}>
                {t("codes.form.discard")}
              </Button>
            }
          />
        ) : null}
        <Field label={t("codes.kind")} hint={editing ? t("codes.form.kindFixed") : phrases.codes.kindHints[draft.kind]}>
          <Segmented
            disabled={editing}
            aria-label={t("codes.kind")}
            value={draft.kind}
            options={(["staff", "group"] as const).map((value) => ({ value, label: phrases.codes.kinds[value] }))}
            onChange={(kind) => change({ kind })}
          />
        </Field>
        <Field label={t("codes.form.name")} hint={t("codes.form.nameHint")} problem={at("name")} id="code-name">
          <Input
            id="code-name"
            maxLength={30}
            showCount
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
            {...(at("name") ? { status: "error" as const } : {})}
          />
        </Field>
        <div className="field-pair">
          <Field label={t("codes.form.channel")} hint={t("codes.form.channelHint")} id="code-channel">
            <Input id="code-channel" maxLength={30} value={draft.channel} onChange={(event) => change({ channel: event.target.value })} />
          </Field>
          <Field label={t("codes.form.store")} hint={t("codes.form.storeHint")}>
            <Select
              aria-label={t("codes.form.store")}
              allowClear
              showSearch={{ filterOption: false, onSearch: stores.search }}
              loading={stores.loading}
              options={stores.options}
              value={draft.storeId}
              onChange={(value: string | null | undefined) => change({ storeId: value ?? null })}
            />
          </Field>
        </div>
        {draft.kind === "staff" ? (
          <>
            <Field label={t("codes.form.staff")} hint={t("codes.form.staffHint")} problem={at("userIds")}>
              <Select
                mode="multiple"
                aria-label={t("codes.form.staff")}
                options={staff.followers}
                loading={staff.loading}
                showSearch={{ optionFilterProp: "label" }}
                value={draft.userIds}
                onChange={(userIds: string[]) => change({ userIds })}
                {...(at("userIds") ? { status: "error" as const } : {})}
              />
            </Field>
            <div className="field-pair">
              <Field label={t("codes.form.tags")} hint={t("codes.form.tagsHint")} problem={at("tags")}>
                <Select
                  mode="tags"
                  aria-label={t("codes.form.tags")}
                  maxCount={10}
                  options={(tags.data?.groups ?? []).flatMap((group) =>
                    group.tags.map((tag) => ({ value: `${group.name}/${tag.name}`, label: `${group.name}/${tag.name}` })),
                  )}
                  value={draft.tags}
                  onChange={(next: string[]) => change({ tags: next })}
                  {...(at("tags") ? { status: "error" as const } : {})}
                />
              </Field>
              <Field label={t("codes.form.remark")} hint={t("codes.form.remarkHint")} id="code-remark">
                <Input id="code-remark" maxLength={20} value={draft.remark} onChange={(event) => change({ remark: event.target.value })} />
              </Field>
            </div>
            <Field label={t("codes.form.content")} hint={t("codes.form.contentHint")} id="code-content">
              <ChooseContent
                id="code-content"
                place="welcome"
                none={phrases.codes.form.contentNone}
                value={draft.welcomeContent}
                onChange={(welcomeContent) => change({ welcomeContent })}
              />
            </Field>
            <Field label={t("codes.form.welcome")} hint={t("codes.form.welcomeHint")} id="code-welcome">
              <Input.TextArea
                id="code-welcome"
                rows={5}
                maxLength={1200}
                showCount
                value={draft.welcomeText}
                onChange={(event) => change({ welcomeText: event.target.value })}
              />
            </Field>
            <Field label={t("codes.form.link")}>
              <Segmented
                aria-label={t("codes.form.link")}
                value={draft.link}
                options={[
                  { value: "none" as const, label: t("codes.form.linkNone") },
                  { value: "welfare" as const, label: phrases.codes.form.linkPages.welfare },
                  { value: "find-store" as const, label: phrases.codes.form.linkPages["find-store"] },
                ]}
                onChange={(link) => change({ link })}
              />
            </Field>
            {draft.link === "none" ? null : (
              <div className="field-pair">
                <Field label={t("codes.form.linkTitle")} problem={at("linkTitle")} id="code-link-title">
                  <Input
                    id="code-link-title"
                    maxLength={40}
                    value={draft.linkTitle}
                    onChange={(event) => change({ linkTitle: event.target.value })}
                    {...(at("linkTitle") ? { status: "error" as const } : {})}
                  />
                </Field>
                <Field label={t("codes.form.linkDesc")} id="code-link-desc">
                  <Input
                    id="code-link-desc"
                    maxLength={100}
                    value={draft.linkDesc}
                    onChange={(event) => change({ linkDesc: event.target.value })}
                  />
                </Field>
              </div>
            )}
          </>
        ) : (
          <>
            <Field label={t("codes.form.groups")} hint={t("codes.form.groupsHint")} problem={at("chatIds")}>
              <Select
                mode="multiple"
                aria-label={t("codes.form.groups")}
                maxCount={5}
                loading={groups.isPending}
                options={(groups.data?.items ?? []).map((group) => ({ value: group.chatId, label: group.name }))}
                showSearch={{ optionFilterProp: "label" }}
                value={draft.chatIds}
                onChange={(chatIds: string[]) => change({ chatIds })}
                {...(at("chatIds") ? { status: "error" as const } : {})}
              />
            </Field>
            <div className="field-pair">
              <Field label={t("codes.form.seatLimit")} hint={t("codes.form.seatLimitHint")} id="code-seats">
                <InputNumber
                  id="code-seats"
                  min={2}
                  max={500}
                  precision={0}
                  value={draft.seatLimit}
                  onChange={(value) => change({ seatLimit: value ?? 200 })}
                />
              </Field>
              <Field label={t("codes.form.baseName")} hint={t("codes.form.baseNameHint")} id="code-base">
                <Input
                  id="code-base"
                  maxLength={40}
                  disabled={!draft.autoCreate}
                  value={draft.baseName}
                  onChange={(event) => change({ baseName: event.target.value })}
                />
              </Field>
            </div>
            <label className="switch-line">
              <Switch checked={draft.autoCreate} onChange={(autoCreate) => change({ autoCreate })} /> {t("codes.form.autoCreate")}
            </label>
          </>
        )}
        <div className="editor-foot">
          {problem}
          <p className="soft">{will}</p>
          <div className="row">
            <Button type="primary" htmlType="submit" loading={busy}>
              {editing ? t("codes.form.save") : t("codes.form.create")}
            </Button>
            {cancel}
          </div>
        </div>
      </form>
      <aside className="editor-side" aria-label={t("codes.previewTitle")}>
        <h2>{t("codes.previewTitle")}</h2>
        <PhonePreview
          label={t("codes.previewLabel")}
          title={sender}
          avatar={sender.slice(0, 1)}
          time="09:41"
          placeholder={t("codes.previewEmpty")}
          bubbles={previewOf(draft, sender, phrases.codes, said && bubblesOf(said, new Map(), phrases.contents))}
        />
      </aside>
    </div>
  );
}

function Field({
  label,
  hint,
  problem,
  id,
  children,
}: {
  label: string;
  hint?: string;
  problem?: string | undefined;
  id?: string;
  children: ReactNode;
}) {
  return (
    <div className="field">
      {id ? <label htmlFor={id}>{label}</label> : <span className="field-label">{label}</span>}
      {children}
      {problem ? (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      ) : hint ? (
        <p className="field-hint">{hint}</p>
      ) : null}
    </div>
  );
}
