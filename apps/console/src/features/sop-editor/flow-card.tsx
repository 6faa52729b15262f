import type { ReactNode } from "react";
import { App, Button, Dropdown } from "antd";
import {
  BranchesOutlined,
  ClockCircleOutlined,
  CopyOutlined,
  DeleteOutlined,
  DragOutlined,
  FieldTimeOutlined,
  HourglassOutlined,
  MessageOutlined,
  PercentageOutlined,
  SolutionOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import type { GraphStep, SopNode } from "@shuke/contract";
import { exitsOf } from "@shuke/contract/sop-graph";
import { StatusTag } from "@shuke/kit-ui";
import { rateWords } from "../../kit/format.ts";
import { isError } from "./check.ts";
import { bundleOf, duplicate, remove } from "./edit.ts";
import { isFork } from "./layout.ts";
import { problemsAt, useEditorWords, useHeldEditor } from "./use-editor.ts";
import { findingWords, nodeName, wayName } from "./words.ts";

const icons: Record<SopNode["do"], ReactNode> = {
  act: <MessageOutlined />,
  wait: <ClockCircleOutlined />,
  after: <FieldTimeOutlined />,
  until: <HourglassOutlined />,
  branch: <BranchesOutlined />,
  split: <PercentageOutlined />,
};
const roads: Record<GraphStep["kind"], ReactNode> = {
  "mass-send": <MessageOutlined />,
  "group-post": <TeamOutlined />,
  "staff-task": <SolutionOutlined />,
};

/** One node: what it is, what it says, what is wrong with it; chosen, it shows what can be done with it. */
export function FlowCard({ node }: { node: SopNode }) {
  const editor = useHeldEditor();
  const words = useEditorWords();
  const { graph, selected, select, moving } = editor;
  const step = node.do === "act" ? graph.steps.find((one) => one.key === node.step) : undefined;
  const problems = problemsAt(editor, node.key);
  const chosen = selected === node.key;
  const slim = node.do === "wait" || node.do === "after";
  return (
    <div className="flow-item" data-key={node.key}>
      <button
        type="button"
        className={`flow-card flow-${node.do}${slim ? " flow-slim" : ""}`}
        aria-pressed={chosen}
        data-moving={moving !== null && bundleOf(graph, moving).includes(node.key)}
        draggable={!isFork(node)}
        onDragStart={() => editor.setMoving(node.key)}
        onDragEnd={() => editor.setMoving(null)}
        onClick={() => select(node.key)}
        onKeyDown={(event) => {
          if (event.key !== "Delete" || isFork(node)) return;
          event.preventDefault();
          editor.change(remove(graph, node.key));
        }}
      >
        <span className="flow-title">
          <span className="flow-icon">{step ? roads[step.kind] : icons[node.do]}</span>
          <strong>{nodeName(graph, node, words)}</strong>
        </span>
        <More node={node} step={step} />
        {problems.map((problem) => (
          <span key={`${problem.code} ${problem.at}`} className={isError(problem) ? "flow-problem" : "flow-problem flow-warning"}>
            {findingWords(graph, problem, words)}
          </span>
        ))}
      </button>
      {chosen && moving === null ? <Tools node={node} /> : null}
    </div>
  );
}

function More({ node, step }: { node: SopNode; step: GraphStep | undefined }) {
  const { t, phrases } = useEditorWords();
  const { library } = useHeldEditor();
  if (step) {
    const { text, contentId } = step.content;
    const found = contentId === undefined ? undefined : library.known.get(contentId);
    const said = text || found?.text || (found ? t("sopEditor.fromLibrary", { name: found.name }) : "");
    return (
      <>
        <span className={said === "" ? "flow-text faint" : "flow-text"}>{said || t("sopEditor.noText")}</span>
        <span className="flow-facts">
          <span>{phrases.sops.kinds[step.kind]}</span>
          {step.actor === "store-manager" ? <span>{phrases.sopEditor.step.actors["store-manager"]}</span> : null}
          {step.target === null ? null : <span>{t("sopEditor.target", { rate: rateWords(step.target) })}</span>}
          {found && said !== t("sopEditor.fromLibrary", { name: found.name }) ? (
            <span>{t("sopEditor.fromLibrary", { name: found.name })}</span>
          ) : null}
          {step.variants.length > 0 ? <span>{t("sopEditor.variants", { count: step.variants.length + 1 })}</span> : null}
        </span>
      </>
    );
  }
  const say =
    node.do === "until"
      ? t("sopEditor.node.untilMost", { hours: node.hours })
      : node.do === "branch"
        ? t("sopEditor.node.branchSay")
        : node.do === "split"
          ? t("sopEditor.node.splitSay")
          : node.do === "wait" && node.days === "workday"
            ? t("sopEditor.node.workday")
            : null;
  return say === null ? null : <span className="flow-facts">{say}</span>;
}

function Tools({ node }: { node: SopNode }) {
  const editor = useHeldEditor();
  const words = useEditorWords();
  const { message } = App.useApp();
  const { t } = words;
  const { graph } = editor;
  const drop = (keep: number) => {
    editor.change(remove(graph, node.key, keep));
    editor.select("");
    void message.info(t("sopEditor.removed"));
  };
  const name = nodeName(graph, node, words);
  const said = (what: string) => ({ "aria-label": `${what}: ${name}`, title: what });
  if (isFork(node)) {
    const items = exitsOf(node).map((_, exit) => ({
      key: String(exit),
      label: t("sopEditor.removeKeep", { way: wayName(graph, node, exit, words) }),
    }));
    return (
      <span className="flow-tools">
        <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => drop(Number(key)) }}>
          <Button size="small" icon={<DeleteOutlined />} {...said(t("sopEditor.remove"))} />
        </Dropdown>
      </span>
    );
  }
  return (
    <span className="flow-tools">
      <Button size="small" icon={<DragOutlined />} {...said(t("sopEditor.move"))} onClick={() => editor.setMoving(node.key)} />
      <Button
        size="small"
        icon={<CopyOutlined />}
        {...said(t("sopEditor.duplicate"))}
        onClick={() => {
          const next = duplicate(graph, node.key);
          editor.change(next.graph);
          if (next.focus !== null) editor.select(next.focus);
        }}
      />
      <Button size="small" icon={<DeleteOutlined />} {...said(t("sopEditor.remove"))} onClick={() => drop(0)} />
    </span>
  );
}

/** Whether it can be published as it is. */
export function ProblemCount({ errors }: { errors: number }) {
  const { t } = useEditorWords();
  return errors > 0 ? (
    <StatusTag tone="bad">{t("sopEditor.problems.title", { count: errors })}</StatusTag>
  ) : (
    <StatusTag tone="good">{t("sopEditor.problems.good")}</StatusTag>
  );
}
