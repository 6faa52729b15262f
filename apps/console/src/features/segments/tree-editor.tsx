import { Button, Dropdown, Segmented, Select } from "antd";
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { SegmentGroup, SegmentLeaf, SegmentNode } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { type Area, areas, DEEPEST, freshLeaf, isGroup, type Kind } from "./catalog.ts";
import { LeafForm } from "./leaf-form.tsx";
import "./segments.css";

type Props = {
  group: SegmentGroup;
  change: (group: SegmentGroup) => void;
  depth?: number;
  remove?: () => void;
  /** The segment that is edited: it cannot stand on itself. */
  self?: string | undefined;
};

/** A group of conditions: how they are combined, one line each, groups within groups. All of it by keyboard. */
export function TreeEditor({ group, change, depth = 0, remove, self }: Props) {
  const { t, phrases } = useWords();
  const put = (at: number, node: SegmentNode | null) =>
    change({ ...group, of: node === null ? group.of.toSpliced(at, 1) : group.of.with(at, node) });
  const add = (node: SegmentNode) => change({ ...group, of: [...group.of, node] });
  const items = (Object.keys(areas) as Area[]).map((area) => ({
    key: area,
    type: "group" as const,
    label: phrases.segments.areas[area],
    children: areas[area].map((kind: Kind) => ({ key: kind, label: phrases.segments.kinds[kind] })),
  }));
  return (
    <fieldset className="segment-group" data-kind={group.kind} aria-label={t("segments.editor.how")}>
      <div className="row">
        <Segmented<SegmentGroup["kind"]>
          aria-label={t("segments.editor.how")}
          size="small"
          value={group.kind}
          options={[
            { value: "and", label: t("segments.editor.allOf") },
            { value: "or", label: t("segments.editor.anyOf") },
            { value: "not", label: t("segments.editor.noneOf") },
          ]}
          onChange={(kind) => change({ ...group, kind })}
        />
        {remove ? (
          <Button size="small" type="text" icon={<DeleteOutlined />} onClick={remove}>
            {t("segments.editor.removeGroup")}
          </Button>
        ) : null}
      </div>
      <ul className="segment-conditions">
        {group.of.map((node, at) => (
          // Conditions have no id of their own; their place is what tells them apart.
          <li key={`${at} ${node.kind}`}>
            {isGroup(node) ? (
              <TreeEditor group={node} depth={depth + 1} self={self} change={(next) => put(at, next)} remove={() => put(at, null)} />
            ) : (
              <Condition leaf={node} self={self} change={(next) => put(at, next)} remove={() => put(at, null)} />
            )}
          </li>
        ))}
      </ul>
      <div className="row">
        <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => add(freshLeaf(key as Kind)) }}>
          <Button size="small" icon={<PlusOutlined />}>
            {t("segments.editor.add")}
          </Button>
        </Dropdown>
        {depth + 1 < DEEPEST ? (
          <Button size="small" type="text" onClick={() => add({ kind: group.kind === "and" ? "or" : "and", of: [freshLeaf("relation")] })}>
            {t("segments.editor.addGroup")}
          </Button>
        ) : (
          <span className="faint small">{t("segments.editor.deepest", { count: DEEPEST })}</span>
        )}
      </div>
    </fieldset>
  );
}

type LeafProps = { leaf: SegmentLeaf; change: (leaf: SegmentLeaf) => void; remove: () => void; self: string | undefined };

function Condition({ leaf, change, remove, self }: LeafProps) {
  const { t, phrases } = useWords();
  const options = (Object.keys(areas) as Area[]).map((area) => ({
    label: phrases.segments.areas[area],
    options: areas[area].map((kind: Kind) => ({ value: kind, label: phrases.segments.kinds[kind] })),
  }));
  return (
    <div className="segment-line">
      <Select<Kind>
        aria-label={t("segments.editor.kind")}
        className="segment-kind"
        value={leaf.kind}
        options={options}
        popupMatchSelectWidth={false}
        onChange={(kind) => change(freshLeaf(kind))}
      />
      <LeafForm leaf={leaf} change={change} self={self} />
      <Button
        size="small"
        type="text"
        aria-label={`${t("segments.editor.remove")} ${phrases.segments.kinds[leaf.kind]}`}
        icon={<DeleteOutlined />}
        onClick={remove}
      />
    </div>
  );
}
