import { useState } from "react";
import { Button, Space } from "antd";
import type { BulkWhom, CustomerFilterInput } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { ChangeDialog } from "./dialog.tsx";
import { type ChangeKind, changeKinds, kindWord } from "./words.ts";

/** Appears when somebody is ticked: to whom, and what can be done to them. */
export function BulkBar({
  ticked,
  filter,
  total,
  clear,
}: {
  ticked: readonly string[];
  filter: CustomerFilterInput;
  /** How many the filter leaves, in words. */
  total: string;
  clear: () => void;
}) {
  const { t } = useWords();
  const [everyone, setEveryone] = useState(false);
  const [dialog, setDialog] = useState<ChangeKind | null>(null);
  if (ticked.length === 0) return null;
  const whom: BulkWhom = everyone ? { filter } : { ids: [...ticked] };
  return (
    <div className="bulk-bar" role="region" aria-label={t("changes.title")}>
      <strong>{everyone ? total : t("changes.selected", { count: ticked.length })}</strong>
      <Button type="link" size="small" onClick={() => setEveryone(!everyone)}>
        {t(everyone ? "changes.onlyTicked" : "changes.everyone")}
      </Button>
      <Space size={8} wrap>
        {changeKinds.map((kind) => (
          <Button key={kind} size="small" onClick={() => setDialog(kind)}>
            {t(kindWord[kind])}
          </Button>
        ))}
      </Space>
      <Button type="text" size="small" onClick={clear}>
        {t("changes.unselect")}
      </Button>
      {dialog ? (
        <ChangeDialog
          kind={dialog}
          whom={whom}
          onClose={(done) => {
            setDialog(null);
            if (done) clear();
          }}
        />
      ) : null}
    </div>
  );
}
