import { useState } from "react";
import { Button } from "antd";
import { useWords } from "../../i18n.ts";
import { useCan } from "../../session.tsx";
import { NoteDialog } from "./note-dialog.tsx";

/** One tap from somebody's page: what she asked is noted for her. */
export function NoteTicket({ customerId }: { customerId: string }) {
  const { t } = useWords();
  const can = useCan();
  const [open, setOpen] = useState(false);
  if (!can("tasks.write")) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("tickets.noteHere")}</Button>
      {open ? <NoteDialog customerId={customerId} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
