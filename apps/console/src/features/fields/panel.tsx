import { useState } from "react";
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import type { CustomField } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { None } from "../../kit/bits.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useIsNarrow } from "../../session.tsx";
import { FieldInput } from "./input.tsx";
import type { Value } from "./input.tsx";
import { valueWords } from "./words.ts";

/** One person's fields: each is set where it stands. */
export function FieldsPanel({ customerId, values }: { customerId: string; values: ReadonlyArray<{ key: string; value: Value }> }) {
  const { t } = useWords();
  const isNarrow = useIsNarrow();
  const query = useCall("fields.list", {}, { staleTime: 60_000 });
  const fields = query.data?.fields ?? [];
  const [editing, setEditing] = useState<string | null>(null);
  return (
    <Panel title={t("fields.panel")}>
      {query.data && fields.length === 0 ? (
        <p className="soft">
          {t("fields.panelEmpty")} {isNarrow ? null : <Link to="/customers/fields">{t("fields.panelLink")}</Link>}
        </p>
      ) : null}
      <dl className="field-grid">
        {fields.map((field) => (
          <FieldRow
            key={field.key}
            field={field}
            customerId={customerId}
            value={values.find(({ key }) => key === field.key)?.value ?? null}
            editing={editing === field.key}
            edit={(on) => setEditing(on ? field.key : null)}
          />
        ))}
      </dl>
    </Panel>
  );
}

type RowProps = { field: CustomField; customerId: string; value: Value; editing: boolean; edit: (on: boolean) => void };

function FieldRow({ field, customerId, value, editing, edit }: RowProps) {
  const { t, phrases } = useWords();
  const can = useCan();
  const [draft, setDraft] = useState<Value>(value);
  const set = useAct("fields.set", { refresh: ["customers", "fields"], onDone: () => edit(false), said: () => t("common.saved") });
  const shown = valueWords(field, value, phrases);
  const way = shown === null ? t("fields.set") : t("common.edit");
  return (
    <>
      <dt>{field.name}</dt>
      <dd className="row">
        {editing ? (
          <>
            <FieldInput field={field} value={draft} onChange={setDraft} />
            <Button
              type="primary"
              size="small"
              loading={set.isPending}
              onClick={() => set.mutate({ customerId, values: [{ key: field.key, value: draft }] })}
            >
              {t("common.save")}
            </Button>
            <Button size="small" onClick={() => edit(false)}>
              {t("common.cancel")}
            </Button>
          </>
        ) : (
          <>
            <span>{shown ?? <None />}</span>
            {can("customers.write") ? (
              <Button
                type="link"
                size="small"
                aria-label={`${way} ${field.name}`}
                onClick={() => {
                  setDraft(value);
                  edit(true);
                }}
              >
                {way}
              </Button>
            ) : null}
          </>
        )}
      </dd>
    </>
  );
}
