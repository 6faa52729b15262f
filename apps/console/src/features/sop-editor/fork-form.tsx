import { Button, Select } from "antd";
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { SopNode, SopTest } from "@shuke/contract";
import { StatusTag } from "@shuke/kit-ui";
import { rootOf } from "../segments/catalog.ts";
import { TreeEditor } from "../segments/tree-editor.tsx";
import { addWay, removeWay } from "./edit.ts";
import { Field, NumberField } from "./field.tsx";
import { LeadsTo } from "./leads-to.tsx";
import { leadsTo } from "./layout.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { stepName, wayName } from "./words.ts";

type Fork = Extract<SopNode, { do: "branch" | "split" }>;
type Put = (node: SopNode, tag?: string | null) => void;

/** Which ways there are, who takes them, and where they lead. */
export function ForkForm({ node, put }: { node: Fork; put: Put }) {
  const { graph, change } = useHeldEditor();
  const words = useEditorWords();
  const { t } = words;
  const drop = (at: number) =>
    node.ways.length < 2 ? null : (
      <Button
        size="small"
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t("sopEditor.fork.removeWay", { n: String(at + 1) })}
        onClick={() => change(removeWay(graph, node.key, at))}
      />
    );
  return (
    <>
      {node.ways.map((_, at) => (
        // Ways have no id of their own; their place is what tells them apart.
        <fieldset key={at} className="sop-way" aria-label={t("sopEditor.fork.way", { n: String(at + 1) })}>
          <div className="row sop-way-head">
            <strong>{t("sopEditor.fork.way", { n: String(at + 1) })}</strong>
            {drop(at)}
          </div>
          {node.do === "branch" ? <Test node={node} at={at} put={put} /> : <Share node={node} at={at} put={put} />}
          <LeadsTo node={node} exit={at} label={wayName(graph, node, at, words)} />
        </fieldset>
      ))}
      <Button icon={<PlusOutlined />} disabled={node.ways.length >= 10} onClick={() => change(addWay(graph, node.key))}>
        {t("sopEditor.fork.addWay")}
      </Button>
      {node.do === "branch" ? (
        <LeadsTo node={node} exit={node.ways.length} label={t("sopEditor.fork.else")} />
      ) : (
        <HoldOut node={node} put={put} />
      )}
    </>
  );
}

function Share({ node, at, put }: { node: Extract<Fork, { do: "split" }>; at: number; put: Put }) {
  const { t } = useEditorWords();
  const ways = (share: number) => node.ways.map((way, i) => (i === at ? { ...way, share } : way));
  return (
    <Field label={t("sopEditor.fork.share")}>
      <NumberField
        label={`${t("sopEditor.fork.way", { n: String(at + 1) })} ${t("sopEditor.fork.share")}`}
        value={node.ways[at]?.share ?? 0}
        min={0}
        max={100}
        suffix="%"
        change={(share) => put({ ...node, ways: ways(share) }, `share ${at}`)}
      />
    </Field>
  );
}

function HoldOut({ node, put }: { node: Extract<Fork, { do: "split" }>; put: Put }) {
  const { t } = useEditorWords();
  const sum = node.ways.reduce((all, way) => all + way.share, node.holdOut);
  return (
    <>
      <Field label={t("sopEditor.fork.holdOut")} hint={t("sopEditor.holdOutSay")}>
        <NumberField
          label={t("sopEditor.fork.holdOut")}
          value={node.holdOut}
          min={0}
          max={100}
          suffix="%"
          change={(holdOut) => put({ ...node, holdOut }, "hold-out")}
        />
      </Field>
      <StatusTag tone={sum === 100 ? "good" : "bad"}>{t("sopEditor.fork.sum", { sum: String(sum) })}</StatusTag>
    </>
  );
}

function Test({ node, at, put }: { node: Extract<Fork, { do: "branch" }>; at: number; put: Put }) {
  const { graph } = useHeldEditor();
  const words = useEditorWords();
  const { t, phrases } = words;
  const test = node.ways[at]?.if;
  if (!test) return null;
  const set = (next: SopTest, tag: string | null = null) =>
    put({ ...node, ways: node.ways.map((way, i) => (i === at ? { ...way, if: next } : way)) }, tag);
  const before = graph.nodes.flatMap((one) => (one.do === "act" && leadsTo(graph, one.key, node.key) ? [one.step] : []));
  const n = t("sopEditor.fork.way", { n: String(at + 1) });
  return (
    <>
      {graph.subject === "customer" ? (
        <Select<SopTest["kind"]>
          aria-label={`${n} ${t("sopEditor.fork.ways")}`}
          value={test.kind}
          options={[
            { value: "step", label: t("sopEditor.fork.askStep"), disabled: before.length === 0 },
            { value: "tree", label: t("sopEditor.fork.askTree") },
          ]}
          onChange={(kind) =>
            set(kind === "step" ? { kind, step: before.at(-1) ?? "", is: "done" } : { kind, tree: { v: 1, root: rootOf(undefined) } })
          }
        />
      ) : null}
      {test.kind === "tree" ? (
        <TreeEditor group={rootOf(test.tree)} change={(root) => set({ kind: "tree", tree: { v: 1, root } }, `tree ${at}`)} />
      ) : (
        <div className="sop-pair">
          <Select
            aria-label={`${n} ${t("sopEditor.fork.whichStep")}`}
            value={test.step}
            popupMatchSelectWidth={false}
            options={before.map((value) => ({ value, label: stepName(graph, value, words) }))}
            notFoundContent={t("sopEditor.fork.noStep")}
            onChange={(step) => set({ ...test, step })}
          />
          <Select<"done" | "metric-met">
            aria-label={n}
            value={test.is}
            popupMatchSelectWidth={false}
            options={(["done", "metric-met"] as const).map((value) => ({ value, label: phrases.sopEditor.fork.is[value] }))}
            onChange={(is) => set({ ...test, is })}
          />
        </div>
      )}
    </>
  );
}
