import type { SidebarPerson } from "@shuke/contract";
import { useState } from "preact/hooks";
import { ask } from "./api.ts";
import { fill, words } from "./boot.ts";
import { when } from "./format.ts";
import { Card, Quiet, Some } from "./parts.tsx";
import { complain, tell } from "./toast.ts";

export function Notes(props: { person: SidebarPerson; onChange: () => unknown }) {
  const { externalUserId, notes } = props.person;
  const [text, setText] = useState("");
  const w = words.notes;
  const write = async (body: string): Promise<void> => {
    try {
      await ask("note", { externalUserId, text: body });
      setText("");
      tell(w.added);
      await props.onChange();
    } catch (error) {
      complain(error);
    }
  };
  const drop = async (id: string, body: string): Promise<void> => {
    try {
      await ask("dropNote", { id });
      tell(w.dropped, () => void write(body));
      await props.onChange();
    } catch (error) {
      complain(error);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() !== "") void write(text.trim());
  };
  return (
    <Card title={w.title} id="notes">
      <form class="note-form" onSubmit={submit}>
        <textarea
          rows={2}
          maxLength={500}
          aria-label={w.title}
          placeholder={w.placeholder}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button class="plain" disabled={text.trim() === ""}>
          {w.add}
        </button>
      </form>
      {notes.length === 0 ? <Quiet>{w.none}</Quiet> : null}
      <Some as="ul" class="notes" items={notes} first={3}>
        {(note) => (
          <li key={note.id}>
            <p>{note.text}</p>
            <p class="hint">
              <span>{fill(w.by, { by: note.by, time: when(note.at) })}</span>
              {note.mine ? (
                <button type="button" aria-label={w.drop} onClick={() => void drop(note.id, note.text)}>
                  ×
                </button>
              ) : null}
            </p>
          </li>
        )}
      </Some>
    </Card>
  );
}
