import { useState } from "react";
import { Button, Drawer, Input, InputNumber } from "antd";
import type { Goal } from "@shuke/contract";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { column, yuanColumn } from "../../kit/columns.tsx";
import { RowTable } from "../../kit/row-table.tsx";

type Cost = Goal["costs"][number];

/** What the domain cost, as people enter it. Nothing here is guessed. */
export function CostsDrawer({ goal, today, onClose }: { goal: Goal; today: string; onClose: () => void }) {
  const { t, phrases } = useWords();
  const words = phrases.goals.costsDrawer;
  const [day, setDay] = useState(today);
  const [label, setLabel] = useState("");
  const [yuan, setYuan] = useState<number | null>(null);
  const add = useAct("goals.addCost", {
    refresh: ["goals"],
    onDone: () => {
      setLabel("");
      setYuan(null);
    },
  });
  const remove = useAct("goals.removeCost", { refresh: ["goals"] });
  const columns: Columns<Cost> = [
    column({ title: words.day, key: "day", width: 120 }, (row) => row.day),
    column({ title: words.label, key: "label" }, (row) => row.label),
    yuanColumn({ title: words.amount, key: "fen" }, (row) => row.fen),
    column({ title: "", key: "verbs", width: 90 }, (row) => (
      <Button
        size="small"
        aria-label={t("goals.costsDrawer.removeOf", { label: row.label })}
        onClick={() => remove.mutate({ id: goal.id, costId: row.id })}
      >
        {words.remove}
      </Button>
    )),
  ];
  return (
    <Drawer open onClose={onClose} size={560} title={t("goals.costsDrawer.title", { name: goal.name })} destroyOnHidden>
      <div className="stack">
        <p className="soft">{words.say}</p>
        <div className="row">
          <Input type="date" aria-label={words.day} style={{ width: 150 }} value={day} onChange={(event) => setDay(event.target.value)} />
          <Input
            aria-label={words.label}
            placeholder={words.labelHint}
            maxLength={60}
            style={{ width: 180 }}
            value={label}
            onChange={(event) => setLabel(event.target.value)}
          />
          <InputNumber aria-label={words.amount} prefix="¥" min={0.01} style={{ width: 120 }} value={yuan} onChange={setYuan} />
          <Button
            type="primary"
            loading={add.isPending}
            disabled={label.trim() === "" || yuan === null || yuan <= 0}
            onClick={() => add.mutate({ id: goal.id, day, label, fen: Math.round((yuan ?? 0) * 100) })}
          >
            {words.add}
          </Button>
        </div>
        <RowTable
          columns={columns}
          rows={goal.costs}
          rowKey={(row) => row.id}
          label={words.say}
          empty={<p className="pad soft">{words.none}</p>}
        />
      </div>
    </Drawer>
  );
}
