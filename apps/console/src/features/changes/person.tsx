import { useState } from "react";
import { Button, Space } from "antd";
import { useWords } from "../../i18n.ts";
import { useCan, useReaches } from "../../session.tsx";
import { ChangeDialog } from "./dialog.tsx";
import { type ChangeKind, kindWord } from "./words.ts";

/** The changes that one person's page offers: the same dialog, for one. */
export function PersonChange({ id, kinds }: { id: string; kinds: readonly ChangeKind[] }) {
  const { t } = useWords();
  const can = useCan();
  const reaches = useReaches();
  const [dialog, setDialog] = useState<ChangeKind | null>(null);
  if (!can("customers.write") || !reaches("bulk.start")) return null;
  return (
    <Space size={4}>
      {kinds.map((kind) => (
        <Button key={kind} size="small" onClick={() => setDialog(kind)}>
          {t(kindWord[kind])}
        </Button>
      ))}
      {dialog ? <ChangeDialog kind={dialog} whom={{ ids: [id] }} stay onClose={() => setDialog(null)} /> : null}
    </Space>
  );
}
