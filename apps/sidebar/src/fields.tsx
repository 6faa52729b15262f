import type { FieldValue, SidebarPerson } from "@shuke/contract";
import { useState } from "preact/hooks";
import { ask } from "./api.ts";
import { fill, words } from "./boot.ts";
import { Card, Quiet, Some } from "./parts.tsx";
import { complain, tell } from "./toast.ts";

type Field = SidebarPerson["fields"][number];
const FIRST = 5;

/** What the brand wants to know of people: each line is changed where it stands, and can be put back. */
export function Fields(props: { person: SidebarPerson; onChange: () => unknown }) {
  const { externalUserId, fields } = props.person;
  const [open, setOpen] = useState("");
  const save = async (field: Field, value: FieldValue, isUndo = false): Promise<void> => {
    setOpen("");
    try {
      await ask("setField", { externalUserId, key: field.key, value });
      tell(fill(words.fields.saved, field), isUndo ? undefined : () => void save(field, field.value, true));
      await props.onChange();
    } catch (error) {
      complain(error);
    }
  };
  // What is known stands first.
  const sorted = [...fields.filter(({ value }) => value !== null), ...fields.filter(({ value }) => value === null)];
  return (
    <Card title={words.fields.title} id="fields">
      {fields.length === 0 ? <Quiet>{words.fields.none}</Quiet> : null}
      <Some as="dl" class="fields" items={sorted} first={FIRST}>
        {(field) => (
          <div key={field.key} data-field={field.name}>
            <dt>{field.name}</dt>
            <dd>
              {open === field.key ? (
                <Editor field={field} onSave={(value) => void save(field, value)} onClose={() => setOpen("")} />
              ) : (
                <button
                  type="button"
                  class={field.value === null ? "value empty" : "value"}
                  aria-label={`${fill(words.fields.edit, field)}: ${shown(field)}`}
                  onClick={() => setOpen(field.key)}
                >
                  {shown(field)}
                </button>
              )}
            </dd>
          </div>
        )}
      </Some>
    </Card>
  );
}

function shown({ kind, value, options }: Field): string {
  if (value === null) return words.fields.empty;
  if (kind === "boolean") return value === true ? words.fields.yes : words.fields.no;
  if (kind === "choice") return options.find(({ id }) => id === value)?.name ?? String(value);
  return String(value);
}

function Editor(props: { field: Field; onSave: (value: FieldValue) => void; onClose: () => void }) {
  const { field, onSave, onClose } = props;
  const [value, setValue] = useState(field.value === null ? "" : String(field.value));
  const submit = (event: Event) => {
    event.preventDefault();
    if (value === "") return onSave(null);
    onSave(field.kind === "number" ? Number(value) : field.kind === "boolean" ? value === "true" : value);
  };
  const choices =
    field.kind === "boolean"
      ? [
          { id: "true", name: words.fields.yes },
          { id: "false", name: words.fields.no },
        ]
      : field.kind === "choice"
        ? field.options
        : null;
  const label = fill(words.fields.edit, field);
  return (
    <form class="line" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      {choices ? (
        <select aria-label={label} value={value} onChange={(event) => setValue(event.currentTarget.value)}>
          <option value="">{words.fields.empty}</option>
          {choices.map(({ id, name }) => (
            <option value={id} key={id}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input {...inputFor(field.kind)} aria-label={label} value={value} onInput={(event) => setValue(event.currentTarget.value)} />
      )}
      <button class="plain">{words.save}</button>
    </form>
  );
}

function inputFor(kind: Field["kind"]) {
  if (kind === "number") return { type: "number", step: "any" } as const;
  return kind === "date" ? ({ type: "date" } as const) : ({ type: "text", maxLength: 500 } as const);
}
