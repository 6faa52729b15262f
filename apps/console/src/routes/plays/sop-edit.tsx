import { useEffect, useState } from "react";
import { App, Button, Dropdown } from "antd";
import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { getRouteApi, Link, useBlocker } from "@tanstack/react-router";
import { graphOf } from "@shuke/contract/sop-graph";
import type { SopWritten } from "@shuke/contract";
import { PageHeader, StatusTag } from "@shuke/kit-ui";
import type { ApiError, Output } from "../../api.ts";
import { complete } from "../../features/sop-editor/check.ts";
import { Conflict, isConflict } from "../../features/sop-editor/conflict.tsx";
import { Flow } from "../../features/sop-editor/flow.tsx";
import { Inspector } from "../../features/sop-editor/inspector.tsx";
import { Phone } from "../../features/sop-editor/phone.tsx";
import { Problems } from "../../features/sop-editor/problems.tsx";
import { Publish } from "../../features/sop-editor/publish.tsx";
import { Trial } from "../../features/sop-editor/trial.tsx";
import { EditorContext, useEditor } from "../../features/sop-editor/use-editor.ts";
import { Versions } from "../../features/sop-editor/versions.tsx";
import { inWords } from "../../features/sop-editor/words.ts";
import { YamlFile } from "../../features/sop-editor/yaml-file.tsx";
import { sopTone } from "../../features/sops/tone.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import "../../features/sop-editor/sop-editor.css";

const route = getRouteApi("/shell/sops/$id/edit");
type Sop = Output<"sops.get">;
type Open = "publish" | "trial" | "yaml" | "versions";

export function SopEdit() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall(
    "sops.get",
    { sopId: id },
    {
      staleTime: 0,
      refetchOnWindowFocus: false,
      // While people are being moved it shows how far that is.
      refetchInterval: ({ state }) => (state.data?.moving ? 3_000 : false),
    },
  );
  return (
    <Loaded query={query} head={{ title: t("sops.title"), back: <Link to="/sops">← {t("sops.back")}</Link> }} rows={10}>
      {(sop) => {
        const written = sop.draft ?? sop.definition;
        return written ? <Edit key={sop.id} sop={sop} written={written} /> : null;
      }}
    </Loaded>
  );
}

function Edit({ sop, written }: { sop: Sop; written: SopWritten }) {
  const { t, phrases, language } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const editor = useEditor(graphOf(written), sop.limits);
  const [open, setOpen] = useState<Open | null>(null);
  // The one that is on the screen, whatever was saved by others since.
  const [revision, setRevision] = useState(sop.revision);
  const [conflict, setConflict] = useState<ApiError | null>(null);
  const { graph, dirty, undo, redo, findings } = editor;
  const unsaveable = findings.some((one) => one.level === "local");
  const update = useAct("sops.update", { inline: true, refresh: ["sops"], said: () => t("sopEditor.savedDone") });
  const locked = !can("plays.write") || sop.state === "stopped";

  const saveOver = async (known: number): Promise<boolean> => {
    try {
      const out = await update.mutateAsync({ sopId: sop.id, definition: complete(graph), revision: known });
      editor.setSaved(JSON.stringify(graph));
      setRevision(out.revision);
      setConflict(null);
      return true;
    } catch (error) {
      if (isConflict(error)) setConflict(error);
      return false;
    }
  };
  const save = async (): Promise<boolean> => {
    if (!dirty) return true;
    return unsaveable || locked ? false : saveOver(revision);
  };
  // What is tried or published is the draft as it is kept.
  const saveAndOpen = async (what: Open) => {
    if (await save()) setOpen(what);
  };
  useKeys({ save: () => void save(), undo, redo, cancel: () => editor.setMoving(null) });
  useBlocker({
    shouldBlockFn: async () => {
      if (!dirty) return false;
      const leave = await modal.confirm({
        title: t("sopEditor.leaveTitle"),
        content: t("sopEditor.leaveSay"),
        okText: t("sopEditor.leave"),
        okButtonProps: { danger: true },
        cancelText: t("sopEditor.stay"),
      });
      return !leave;
    },
    enableBeforeUnload: dirty,
  });

  const status = dirty ? (
    <StatusTag tone="watch">{t("sopEditor.unsaved")}</StatusTag>
  ) : sop.draft ? (
    <StatusTag tone="primary">{t("sopEditor.notPublished")}</StatusTag>
  ) : null;
  const name = inWords(graph.name, language);
  return (
    <EditorContext value={editor}>
      <PageHeader
        back={
          sop.version > 0 ? (
            <Link to="/sops/$id" params={{ id: sop.id }}>
              ← {name}
            </Link>
          ) : (
            <Link to="/sops">← {t("sops.back")}</Link>
          )
        }
        title={name}
        tags={
          <>
            <StatusTag tone={sopTone[sop.state] ?? "plain"}>{phrases.sops.states[sop.state]}</StatusTag>
            {status}
            {sop.moving ? (
              <StatusTag tone="watch">
                {t("sopEditor.publishing.moving", {
                  version: String(sop.moving.version),
                  done: sop.moving.done,
                  total: sop.moving.total,
                })}
              </StatusTag>
            ) : null}
          </>
        }
        sentence={sop.version > 0 ? t("sopEditor.sentence", { version: String(sop.version) }) : t("sopEditor.sentenceNew")}
        actions={
          <div className="sop-actions">
            <Button
              icon={<UndoOutlined />}
              disabled={!editor.canUndo}
              onClick={undo}
              aria-label={t("sopEditor.undo")}
              title={`${t("sopEditor.undo")} Ctrl+Z`}
            />
            <Button
              icon={<RedoOutlined />}
              disabled={!editor.canRedo}
              onClick={redo}
              aria-label={t("sopEditor.redo")}
              title={`${t("sopEditor.redo")} Ctrl+Y`}
            />
            <Dropdown
              trigger={["click"]}
              menu={{
                items: [
                  { key: "versions", label: t("sopEditor.versions") },
                  { key: "yaml", label: t("sopEditor.yaml") },
                ],
                onClick: ({ key }) => void (key === "yaml" ? setOpen("yaml") : saveAndOpen("versions")),
              }}
            >
              <Button>{t("sopEditor.more")}</Button>
            </Dropdown>
            <Button onClick={() => void saveAndOpen("trial")}>{t("sopEditor.dryRun")}</Button>
            <Button disabled={!dirty || unsaveable || locked} loading={update.isPending} onClick={() => void save()}>
              {t("sopEditor.save")}
            </Button>
            <Button type="primary" disabled={locked || unsaveable} onClick={() => void saveAndOpen("publish")}>
              {t("sopEditor.publish")}
            </Button>
          </div>
        }
      />
      {conflict ? (
        <Conflict
          sopId={sop.id}
          error={conflict}
          onTheirs={(now) => {
            setRevision(now);
            setConflict(null);
          }}
          onMine={async (now) => void (await saveOver(now))}
        />
      ) : update.isError && !isConflict(update.error) ? (
        <Failed error={update.error} />
      ) : null}
      {editor.moving === null ? <Problems /> : <Moving />}
      <div className="sop-editor">
        <Flow />
        <Inspector />
        <Phone />
      </div>
      {open === "publish" ? (
        <Publish
          sopId={sop.id}
          version={sop.version}
          revision={revision}
          onClose={() => setOpen(null)}
          onDone={(now) => {
            setRevision(now);
            setOpen(null);
          }}
          onConflict={(error) => {
            setConflict(error);
            setOpen(null);
          }}
        />
      ) : null}
      {open === "trial" ? <Trial sopId={sop.id} version={sop.draft ? 0 : sop.version} onClose={() => setOpen(null)} /> : null}
      {open === "yaml" ? <YamlFile onClose={() => setOpen(null)} /> : null}
      {open === "versions" ? <Versions sop={sop} onClose={() => setOpen(null)} /> : null}
    </EditorContext>
  );
}

/** While a card is being moved: what to do, and the way out. */
function Moving() {
  const { t } = useWords();
  return (
    <EditorContext.Consumer>
      {(editor) =>
        editor ? (
          <div className="sop-moving" role="status">
            {t("sopEditor.moving", { name: document.querySelector(`[data-key="${editor.moving ?? ""}"] strong`)?.textContent ?? "" })}
            <Button size="small" onClick={() => editor.setMoving(null)}>
              {t("sopEditor.cancelMove")}
            </Button>
          </div>
        ) : null
      }
    </EditorContext.Consumer>
  );
}

type Keys = { save: () => void; undo: () => void; redo: () => void; cancel: () => void };

/** Ctrl (or ⌘) with S, Z, Y and ⇧Z anywhere on the page, but in a field what undoes typing is the browser's. */
function useKeys({ save, undo, redo, cancel }: Keys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") cancel();
      if (!event.ctrlKey && !event.metaKey) return;
      const key = event.key.toLowerCase();
      const verb = key === "s" ? save : key === "y" || (key === "z" && event.shiftKey) ? redo : key === "z" ? undo : null;
      const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea");
      if (!verb || (typing && key !== "s")) return;
      event.preventDefault();
      verb();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}
