import type { SopNode } from "@shuke/contract";
import { putNode } from "./edit.ts";
import { ForkForm } from "./fork-form.tsx";
import { StepForm } from "./step-form.tsx";
import { TimeForm } from "./time-form.tsx";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { WholeForm } from "./whole-form.tsx";
import { nodeName } from "./words.ts";

/** The form of what is chosen in the flow. */
export function Inspector() {
  const { graph, selected } = useHeldEditor();
  const words = useEditorWords();
  const node = graph.nodes.find((one) => one.key === selected);
  const title = node ? nodeName(graph, node, words) : words.t("sopEditor.whole.title");
  return (
    <section className="card sop-inspector" aria-label={title}>
      <h2>{title}</h2>
      {node ? <NodeForm key={node.key} node={node} /> : <WholeForm />}
    </section>
  );
}

function NodeForm({ node }: { node: SopNode }) {
  const { graph, change } = useHeldEditor();
  // What is typed into one field is one change.
  const put = (next: SopNode, tag: string | null = null) => change(putNode(graph, next), tag && `${node.key} ${tag}`);
  switch (node.do) {
    case "act": {
      const step = graph.steps.find((one) => one.key === node.step);
      return step ? (
        <StepForm
          step={step}
          change={(next, tag) =>
            change({ ...graph, steps: graph.steps.map((one) => (one.key === next.key ? next : one)) }, tag && `${node.key} ${tag}`)
          }
        />
      ) : null;
    }
    case "wait":
    case "after":
    case "until":
      return <TimeForm node={node} put={put} />;
    case "branch":
    case "split":
      return <ForkForm node={node} put={put} />;
  }
}
