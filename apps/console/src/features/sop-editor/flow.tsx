import { Fragment, useLayoutEffect, useRef } from "react";
import { Button, Dropdown } from "antd";
import { EmptyState } from "@shuke/kit-ui";
import { PlusOutlined } from "@ant-design/icons";
import { add, type Addable, firstTest, mayMove, move } from "./edit.ts";
import { FlowCard } from "./flow-card.tsx";
import { type Block, type Lane, outline, type Port } from "./layout.ts";
import { triggerWords } from "./trigger-words.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { nameAt, wayName } from "./words.ts";

/** The definition as people walk through it, from the top down; where ways part they run side by side. */
export function Flow() {
  const editor = useHeldEditor();
  const words = useEditorWords();
  const { t } = words;
  const { graph, selected, select } = editor;
  const { main, loose } = outline(graph);
  const box = useRef<HTMLDivElement>(null);
  // A flow that is wider than its box begins in the middle, where its start is.
  useLayoutEffect(() => {
    if (box.current) box.current.scrollLeft = (box.current.scrollWidth - box.current.clientWidth) / 2;
  }, []);
  return (
    <div ref={box} className="flow" role="region" aria-label={`${t("sopEditor.flow")}: ${t("sopEditor.flowHint")}`} tabIndex={0}>
      <div className="flow-canvas">
        <button type="button" className="flow-start" aria-pressed={selected === ""} onClick={() => select("")}>
          <strong>{t("sopEditor.start")}</strong>
          <span>{triggerWords(graph, words)}</span>
        </button>
        {main.blocks.length === 0 ? (
          <div className="flow-empty">
            <EmptyState
              sentence={t("sopEditor.emptyFlow")}
              button={
                <Button
                  type="primary"
                  onClick={() => {
                    const next = add(graph, [main.entry], "step");
                    editor.change(next.graph);
                    if (next.focus !== null) select(next.focus);
                  }}
                >
                  {t("sopEditor.addFirst")}
                </Button>
              }
              link={<Plus place={[main.entry]} name={t("sopEditor.addAtStart")} />}
            />
          </div>
        ) : (
          <LaneView lane={main} />
        )}
        {loose.length > 0 ? (
          <section className="flow-loose" aria-label={t("sopEditor.loose")}>
            <h3>{t("sopEditor.loose")}</h3>
            <p className="soft small">{t("sopEditor.looseSay")}</p>
            <div className="flow-ways">
              {loose.map((lane) => (
                <div key={lane.blocks[0]?.node.key} className="flow-way">
                  <LaneView lane={lane} />
                </div>
              ))}
            </div>
          </section>
        ) : null}
      </div>
    </div>
  );
}

function LaneView({ lane }: { lane: Lane }) {
  const { graph } = useHeldEditor();
  const words = useEditorWords();
  const { t } = words;
  const { entry, end } = lane;
  const entryName = entry.from === null ? t("sopEditor.addAtStart") : t("sopEditor.addHere", { name: entryWay(lane) });
  function entryWay({ entry: { from, exit } }: Lane): string {
    const node = graph.nodes.find((one) => one.key === from);
    return node ? wayName(graph, node, exit, words) : "";
  }
  return (
    <div className="flow-lane" data-end={end.kind}>
      {entry.exit >= 0 ? <Plus place={[entry]} name={entryName} /> : null}
      {lane.blocks.map((block) => (
        <Fragment key={block.node.key}>
          <FlowCard node={block.node} />
          {block.ways.length > 0 ? <Ways block={block} /> : null}
          {block.place.length > 0 && (block.ways.length === 0 || block.joins) ? (
            <Plus place={block.place} name={t("sopEditor.addHere", { name: nameAt(graph, block.node.key, words) })} />
          ) : null}
        </Fragment>
      ))}
      {end.kind === "end" && !lane.blocks.at(-1)?.ways.length ? <span className="flow-end">{t("sopEditor.end")}</span> : null}
      {end.kind === "jump" ? (
        <span className="flow-end flow-jump">↪ {t("sopEditor.jump", { name: nameAt(graph, end.to, words) })}</span>
      ) : null}
    </div>
  );
}

function Ways({ block }: { block: Block }) {
  const { graph } = useHeldEditor();
  const words = useEditorWords();
  const { t } = words;
  const { node, ways, joins } = block;
  const holdOut = node.do === "split" ? node.holdOut : 0;
  return (
    <div className="flow-ways" data-joins={joins}>
      {ways.map((lane) => {
        const name = wayName(graph, node, lane.entry.exit, words);
        return (
          <section key={lane.entry.exit} className="flow-way" aria-label={name} data-end={lane.end.kind}>
            <span className="flow-way-name">{name}</span>
            <LaneView lane={lane} />
          </section>
        );
      })}
      {holdOut > 0 ? (
        <section className="flow-way flow-hold-out" aria-label={t("sopEditor.holdOut", { share: String(holdOut) })} data-end="end">
          <span className="flow-way-name">{t("sopEditor.holdOut", { share: String(holdOut) })}</span>
          <span className="flow-end">{t("sopEditor.holdOutSay")}</span>
        </section>
      ) : null}
    </div>
  );
}

const kinds: Addable[] = ["step", "wait", "after", "until", "branch", "split", "hold-out"];

/** A place between cards: adds something there, or takes what is being moved. */
function Plus({ place, name }: { place: Port[]; name: string }) {
  const editor = useHeldEditor();
  const { t, phrases } = useEditorWords();
  const { graph, moving } = editor;
  if (moving !== null) {
    const put = () => {
      editor.change(move(graph, moving, place));
      editor.setMoving(null);
      editor.select(moving);
    };
    if (!mayMove(graph, moving, place)) return <span className="flow-line" />;
    return (
      <button
        type="button"
        className="flow-put"
        aria-label={`${t("sopEditor.putHere")}: ${name}`}
        onClick={put}
        onDragOver={(event) => event.preventDefault()}
        onDrop={put}
      >
        {t("sopEditor.putHere")}
      </button>
    );
  }
  const refused = (kind: Addable): boolean =>
    (kind === "until" && graph.subject !== "customer") || (kind === "branch" && firstTest(graph, place[0]?.from ?? null) === null);
  return (
    <span className="flow-plus">
      <Dropdown
        trigger={["click"]}
        menu={{
          items: kinds.map((kind) => ({ key: kind, label: phrases.sopEditor.kinds[kind], disabled: refused(kind) })),
          onClick: ({ key }) => {
            const next = add(graph, place, key as Addable);
            editor.change(next.graph);
            if (next.focus !== null) editor.select(next.focus);
          },
        }}
      >
        <Button size="small" shape="circle" icon={<PlusOutlined />} aria-label={name} title={name} />
      </Dropdown>
    </span>
  );
}
