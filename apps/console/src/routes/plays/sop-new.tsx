import { useState } from "react";
import { Button, Input, Radio } from "antd";
import { Link, useNavigate } from "@tanstack/react-router";
import type { SopSubject } from "@shuke/contract";
import { PageHeader } from "@shuke/kit-ui";
import { Field } from "../../features/sop-editor/field.tsx";
import { freshSop } from "../../features/sop-editor/fresh.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { LinkButton } from "../../kit/links.tsx";
import "../../features/sop-editor/sop-editor.css";

const subjects: readonly SopSubject[] = ["customer", "group", "staff"];

/** Its name, its key for ever, and for whom; the rest is drawn in the editor. */
export function SopNew() {
  const { t, phrases } = useWords();
  const navigate = useNavigate();
  const words = phrases.sopEditor.create;
  const [name, setName] = useState("");
  // A key that nobody has; whoever wants a telling one writes it.
  const [key, setKey] = useState(() => `sop-${crypto.randomUUID().slice(0, 8)}`);
  const [subject, setSubject] = useState<SopSubject>("customer");
  const create = useAct("sops.create", {
    inline: true,
    refresh: ["sops"],
    onDone: ({ sopId }) => void navigate({ to: "/sops/$id/edit", params: { id: sopId } }),
  });
  const keyBad = !/^[a-z0-9-]{1,40}$/.test(key);
  const given = name.trim();
  return (
    <>
      <PageHeader back={<Link to="/sops">← {t("sops.back")}</Link>} title={words.title} sentence={words.sentence} />
      <form
        className="card sop-new"
        onSubmit={(event) => {
          event.preventDefault();
          if (!keyBad && given !== "") create.mutate({ definition: freshSop(subject, { zh: given, en: given }, key) });
        }}
      >
        <Field label={words.name}>
          <Input
            aria-label={words.name}
            placeholder={words.namePlaceholder}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={words.subject}>
          <Radio.Group
            className="sop-choice"
            value={subject}
            options={subjects.map((value) => ({
              value,
              label: (
                <span>
                  <strong>{phrases.sops.subjects[value]}</strong>
                  <span className="soft small">{words.subjectSay[value]}</span>
                </span>
              ),
            }))}
            onChange={(event) => {
              const next = subjects.find((one) => one === event.target.value);
              if (next) setSubject(next);
            }}
          />
        </Field>
        <Field label={words.key} hint={keyBad ? words.keyBad : words.keyHint}>
          <Input
            aria-label={words.key}
            maxLength={40}
            value={key}
            onChange={(event) => setKey(event.target.value)}
            {...(keyBad ? { status: "error" as const } : {})}
          />
        </Field>
        {create.isError ? <Failed error={create.error} /> : null}
        <div className="row">
          <Button type="primary" htmlType="submit" disabled={keyBad || given === ""} loading={create.isPending}>
            {words.go}
          </Button>
          <LinkButton to="/sops">{t("common.cancel")}</LinkButton>
        </div>
      </form>
    </>
  );
}
