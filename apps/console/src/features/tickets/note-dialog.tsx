import { useState } from "react";
import { Input, Modal, Radio, Select } from "antd";
import type { TicketKind } from "@shuke/contract";
import { ticketKinds } from "@shuke/contract/ticket-words";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useStaffOptions } from "../pickers/options.ts";
import { useTimeWords } from "./words.tsx";

/** What somebody said, in one go: kind and words are enough, the rest follows from the group. */
export function NoteDialog({ onClose, customerId }: { onClose: () => void; customerId?: string }) {
  const { t, phrases } = useWords();
  const timeWords = useTimeWords();
  const { followers } = useStaffOptions();
  const [kind, setKind] = useState<TicketKind>("question");
  const [text, setText] = useState("");
  const [groupId, setGroup] = useState<string>();
  const [owner, setOwner] = useState<string>();
  const [typed, setTyped] = useState("");
  const groups = useCall("groups.list", { ...(typed === "" ? {} : { query: typed }), limit: 30 }, { staleTime: 60_000 });
  const note = useAct("tickets.note", {
    refresh: ["tickets"],
    said: (made) => t("tickets.noted", { time: timeWords(made.dueAt) }),
    onDone: onClose,
  });
  const words = phrases.tickets.dialog;
  return (
    <Modal
      open
      title={words.title}
      okText={words.ok}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: note.isPending, disabled: text.trim() === "" }}
      onOk={() =>
        note.mutate({
          kind,
          text,
          ...(groupId === undefined ? {} : { groupId }),
          ...(owner === undefined ? {} : { owner }),
          ...(customerId === undefined ? {} : { customerId }),
        })
      }
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <Radio.Group
          aria-label={words.kind}
          value={kind}
          onChange={(event) => setKind(oneOf(event.target.value, ticketKinds) ?? "question")}
          options={ticketKinds.map((value) => ({ value, label: phrases.tickets.kinds[value] }))}
        />
        <label className="field">
          {words.text}
          <Input.TextArea
            autoFocus
            rows={4}
            maxLength={2000}
            placeholder={words.placeholder}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label className="field" htmlFor="note-group">
          {words.group}
          <Select
            id="note-group"
            allowClear
            style={{ width: "100%" }}
            showSearch={{ filterOption: false, onSearch: setTyped }}
            loading={groups.isFetching}
            value={groupId}
            options={(groups.data?.items ?? []).map((row) => ({ value: row.id, label: `${row.name} · ${row.ownerName}` }))}
            onChange={setGroup}
          />
          <span className="small soft">{words.groupHint}</span>
        </label>
        <label className="field" htmlFor="note-owner">
          {words.owner}
          <Select
            id="note-owner"
            allowClear
            style={{ width: "100%" }}
            showSearch={{ optionFilterProp: "label" }}
            value={owner}
            options={followers}
            onChange={setOwner}
          />
          <span className="small soft">{words.ownerHint}</span>
        </label>
      </div>
    </Modal>
  );
}
