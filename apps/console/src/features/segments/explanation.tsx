import { Drawer } from "antd";
import type { Input } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import "./segments.css";

/** Why a person is in or not: every condition with a mark and the figures behind it. */
function Explanation({ input }: { input: Input<"segments.explain"> }) {
  const { t } = useWords();
  const query = useCall("segments.explain", input, { staleTime: 10_000 });
  return (
    <Loaded query={query} rows={4}>
      {({ in: isIn, nodes }) => (
        <>
          <p>
            <strong>{t(isIn ? "segments.editor.isIn" : "segments.editor.isOut")}</strong>
          </p>
          <ul className="segment-rules">
            {nodes.map((node) => (
              <li key={node.path} className={node.true ? "is-true" : "is-false"} style={{ paddingInlineStart: node.depth * 18 }}>
                {node.text}
                {node.found ? <span className="soft small"> — {node.found}</span> : null}
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

/** The same beside a page; `name`: of whom, or of what, it is told. */
export function WhyDrawer({ asked, onClose }: { asked: { name: string; input: Input<"segments.explain"> } | null; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Drawer open={asked !== null} onClose={onClose} title={t("segments.editor.whyTitle", { name: asked?.name ?? "" })}>
      {asked ? <Explanation input={asked.input} /> : null}
    </Drawer>
  );
}
