import { useState } from "react";
import { Button, Input, Select } from "antd";
import { DeleteOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import type { SegmentNode, StageRule } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { MoveButtons } from "../../kit/move-buttons.tsx";
import { rootOf } from "../segments/catalog.ts";
import { TreeEditor } from "../segments/tree-editor.tsx";
import { Condition } from "./condition.tsx";
import { stages } from "./edit.ts";

type Props = {
  rule: StageRule;
  /** Its place, from 1. */
  place: number;
  count: number;
  /** Whether it may be changed here. */
  canWrite: boolean;
  change: (rule: StageRule) => void;
  move: (by: number) => void;
  remove: () => void;
};

/** One rule: what it is called, what it asks for, which stage it gives. */
export function RuleCard({ rule, place, count, canWrite, change, move, remove }: Props) {
  const { t, phrases } = useWords();
  const [isOpen, setOpen] = useState(false);
  const put = (root: SegmentNode) => change({ ...rule, tree: { ...rule.tree, root } });
  return (
    <Panel
      title={t("lifeCycle.rule", { count: place })}
      extra={
        canWrite ? (
          <span className="row">
            <MoveButtons
              up={t("lifeCycle.up", { count: place })}
              down={t("lifeCycle.down", { count: place })}
              isFirst={place === 1}
              isLast={place === count}
              move={move}
            />
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t("lifeCycle.remove", { count: place })}
              disabled={count === 1}
              onClick={remove}
            />
          </span>
        ) : null
      }
    >
      <div className="rule-head">
        <Input
          aria-label={t("lifeCycle.name")}
          disabled={!canWrite}
          maxLength={40}
          value={rule.name}
          style={{ width: 160 }}
          onChange={(event) => change({ ...rule, name: event.target.value })}
        />
        <span className="soft">{t("lifeCycle.stage")}</span>
        <Select
          aria-label={t("lifeCycle.stage")}
          disabled={!canWrite}
          value={rule.stage}
          style={{ width: 120 }}
          options={stages.map((value) => ({ value, label: phrases.customers.stages[value] }))}
          onChange={(stage) => change({ ...rule, stage })}
        />
        <Link to="/customers" search={{ stage: rule.stage }} className="small">
          {t("lifeCycle.seePeople")}
        </Link>
      </div>
      {isOpen ? <TreeEditor group={rootOf(rule.tree)} change={put} /> : <Condition node={rule.tree.root} change={put} />}
      {canWrite ? (
        <Button type="link" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "lifeCycle.editDone" : "lifeCycle.edit")}
        </Button>
      ) : null}
    </Panel>
  );
}
