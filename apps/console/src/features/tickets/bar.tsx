import { useState } from "react";
import { Button, Modal, Select } from "antd";
import type { TicketReason } from "@shuke/contract";
import { ticketReasons } from "@shuke/contract/ticket-words";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useStaffOptions } from "../pickers/options.ts";

/** What may be done with several at once. */
export function TicketBar({ ticked, clear }: { ticked: string[]; clear: () => void }) {
  const { t, phrases } = useWords();
  const { followers } = useStaffOptions();
  const [asks, setAsks] = useState(false);
  const give = useAct("tickets.assign", {
    refresh: ["tickets", "tasks"],
    said: ({ given }) => t("tickets.given", { count: given }),
    onDone: clear,
  });
  const close = useAct("tickets.close", {
    refresh: ["tickets", "tasks"],
    said: ({ closed }) => t("tickets.closed", { count: closed }),
    onDone: () => {
      setAsks(false);
      clear();
    },
  });
  if (ticked.length === 0) return null;
  return (
    <div className="bulk-bar" role="region" aria-label={t("tickets.title")}>
      <strong>{t("tickets.selected", { count: ticked.length })}</strong>
      <Select
        aria-label={t("tickets.give")}
        placeholder={t("tickets.give")}
        style={{ minWidth: 180 }}
        showSearch={{ optionFilterProp: "label" }}
        value={null}
        loading={give.isPending}
        options={followers}
        onChange={(owner: string | null) => {
          if (owner !== null) give.mutate({ ids: ticked, owner });
        }}
      />
      <Button onClick={() => setAsks(true)}>{t("tickets.closeThem")}</Button>
      {asks ? (
        <CloseDialog
          note={t("tickets.closeNote")}
          busy={close.isPending}
          onClose={() => setAsks(false)}
          onOk={(reason) => close.mutate({ ids: ticked, reason })}
        />
      ) : null}
      <Button type="text" onClick={clear}>
        {phrases.common.cancel}
      </Button>
    </div>
  );
}

type CloseProps = { note: string; busy: boolean; onClose: () => void; onOk: (reason: TicketReason) => void };

/** Why it is closed: without a reason nobody learns from it. */
export function CloseDialog({ note, busy, onClose, onOk }: CloseProps) {
  const { t, phrases } = useWords();
  const [reason, setReason] = useState<TicketReason>();
  return (
    <Modal
      open
      title={t("tickets.detail.close")}
      okText={t("tickets.detail.close")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: reason === undefined, loading: busy }}
      onOk={() => {
        if (reason !== undefined) onOk(reason);
      }}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <Select
          aria-label={t("tickets.detail.close")}
          style={{ width: "100%" }}
          value={reason}
          options={ticketReasons.map((value) => ({ value, label: phrases.tickets.reasons[value] }))}
          onChange={setReason}
        />
        <p className="small soft">{note}</p>
      </div>
    </Modal>
  );
}
