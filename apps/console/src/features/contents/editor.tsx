import { useState } from "react";
import { Alert, Button, Drawer, Form, Input, Select } from "antd";
import type { AssetFile } from "@shuke/contract";
import { contentVariables, placesFor, variablesOf } from "@shuke/contract/asset-words";
import { CardSkeleton, PhonePreview } from "@shuke/kit-ui";
import { ApiError, type Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { PutAway } from "../../kit/put-away.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useNow, useSession } from "../../session.tsx";
import { instantOf, localInput } from "../talks/times.ts";
import { Attachments } from "./attachments.tsx";
import { bubblesOf, type Draft, emptyDraft, isWhole } from "./draft.ts";
import { Judge } from "./judge.tsx";
import { Versions } from "./versions.tsx";
import { StopsWithIt, Uses } from "./uses.tsx";
import "./contents.css";

type Whole = Output<"contents.get">;

/** One content: to read for everybody, to change for who plans. */
export function ContentDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords();
  const query = useCall("contents.get", { id }, { gcTime: 0, refetchOnWindowFocus: false });
  return (
    <Drawer open onClose={onClose} size={960} title={query.data?.name ?? t("contents.title")} destroyOnHidden>
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <CardSkeleton label={t("common.loading")} /> : null}
      {query.data && !query.isError ? (
        // Another version is another form.
        <ContentForm key={query.data.version} content={query.data} onClose={onClose} reload={() => void query.refetch()} />
      ) : null}
    </Drawer>
  );
}

export function NewContent({ folderId, onClose }: { folderId: string | null; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Drawer open onClose={onClose} size={960} title={t("contents.form.newTitle")} destroyOnHidden>
      <ContentForm content={null} folderId={folderId} onClose={onClose} />
    </Drawer>
  );
}

type FormProps = { content: Whole | null; folderId?: string | null; onClose: () => void; reload?: () => void };

function ContentForm({ content, folderId = null, onClose, reload }: FormProps) {
  const { t, phrases } = useWords();
  const { timeZone } = useSession().corp;
  const canWrite = useCan()("plays.write") && !content?.archived;
  const folders = useCall("contents.folders", {});
  const settings = useCall("contents.settings", {});
  const [draft, setDraft] = useState<Draft>(() =>
    content
      ? { ...content, expires: content.expiresAt ? localInput(new Date(content.expiresAt), timeZone) : "" }
      : { ...emptyDraft, folderId },
  );
  const now = useNow();
  const [files, setFiles] = useState<ReadonlyMap<string, AssetFile>>(() => new Map(content?.files.map((file) => [file.id, file])));
  const addFile = (file: AssetFile) => setFiles((old) => new Map([...old, [file.id, file]]));
  const change = (patch: Partial<Draft>) => setDraft((old) => ({ ...old, ...patch }));
  const words = phrases.contents;
  const save = useAct("contents.save", {
    inline: true,
    refresh: ["contents"],
    said: ({ state }) => (state === "live" ? words.form.savedLive : state === "waiting" ? words.form.savedWaiting : words.form.saved),
    onDone: onClose,
  });
  const send = (publish: boolean) =>
    save.mutate({
      ...(content ? { id: content.id, version: content.version } : {}),
      name: draft.name.trim(),
      folderId: draft.folderId,
      text: draft.text,
      attachments: draft.attachments,
      expiresAt: draft.expires === "" ? null : instantOf(draft.expires, timeZone),
      publish,
    });
  const places = placesFor(variablesOf(draft.text));
  const isReady =
    draft.name.trim() !== "" && (draft.text.trim() !== "" || draft.attachments.length > 0) && draft.attachments.every(isWhole);
  const errors = new Map(content?.mediaErrors.map(({ fileId, error }) => [fileId, error]));
  return (
    <div className="content-editor">
      <Form layout="vertical" component="div" disabled={!canWrite}>
        {content?.state === "waiting" ? <Judge content={content} /> : null}
        {content?.state === "refused" ? <Refused content={content} /> : null}
        {[...errors].map(([fileId, error]) => (
          <Alert
            key={fileId}
            type="warning"
            showIcon
            title={t("contents.form.mediaError", { name: files.get(fileId)?.name ?? "", error })}
          />
        ))}
        <div className="content-pair">
          <Form.Item label={words.form.name} extra={words.form.nameHint} htmlFor="content-name">
            <Input id="content-name" maxLength={60} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
          </Form.Item>
          <Form.Item label={words.form.folder} htmlFor="content-folder">
            <Select
              id="content-folder"
              allowClear
              placeholder={words.loose}
              value={draft.folderId}
              options={(folders.data?.folders ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(value: string | null | undefined) => change({ folderId: value ?? null })}
            />
          </Form.Item>
        </div>
        <Form.Item label={words.form.text} htmlFor="content-text">
          <Input.TextArea
            id="content-text"
            autoSize={{ minRows: 4, maxRows: 14 }}
            maxLength={2000}
            value={draft.text}
            onChange={(event) => change({ text: event.target.value })}
          />
          <div className="row wrap content-gaps">
            <span className="small soft">{words.form.insert}</span>
            {contentVariables.map((name) => (
              <Button key={name} size="small" onClick={() => change({ text: `${draft.text}{{${name}}}` })}>
                {words.form.variables[name]}
              </Button>
            ))}
          </div>
          <p className="small soft">
            {t("contents.form.goes", {
              places: places.map((place) => words.places[place]).join(t("contents.form.comma")) || phrases.common.none,
            })}
            {places.includes("mass") ? "" : ` · ${words.form.notMass}`}
          </p>
        </Form.Item>
        <Form.Item label={words.form.attachments}>
          <Attachments attachments={draft.attachments} files={files} addFile={addFile} change={(attachments) => change({ attachments })} />
        </Form.Item>
        <Form.Item label={words.form.expires} extra={words.form.expiresHint} htmlFor="content-expires">
          <Input
            id="content-expires"
            type="datetime-local"
            style={{ maxWidth: 220 }}
            value={draft.expires}
            onChange={(event) => change({ expires: event.target.value })}
          />
        </Form.Item>
        {content ? <StopsWithIt uses={content.uses} expires={draft.expires} text={draft.text} now={now.getTime()} /> : null}
        {save.error ? <Failed error={save.error} /> : null}
        {reload && save.error instanceof ApiError && save.error.code === "contentSavedMeanwhile" ? (
          <p>
            <Button onClick={reload}>{words.form.reload}</Button>
          </p>
        ) : null}
        {canWrite ? (
          <div className="row">
            {content ? <Away content={content} onClose={onClose} /> : null}
            <span style={{ flex: 1 }} />
            <Button disabled={!isReady} loading={save.isPending && !save.variables.publish} onClick={() => send(false)}>
              {words.form.draft}
            </Button>
            <Button
              type="primary"
              disabled={!isReady}
              loading={save.isPending && save.variables.publish === true}
              onClick={() => send(true)}
            >
              {settings.data?.approval ? words.form.submit : words.form.publish}
            </Button>
          </div>
        ) : null}
        {content?.archived ? <Away content={content} onClose={onClose} /> : null}
      </Form>
      <aside aria-label={words.form.preview}>
        <h2 className="small soft">{words.form.preview}</h2>
        <PhonePreview
          label={words.form.preview}
          title={words.form.variables.staff}
          avatar={words.form.variables.staff.slice(0, 1)}
          time="09:41"
          placeholder={words.form.previewEmpty}
          bubbles={bubblesOf(draft, files, words)}
        />
        {content ? <Uses uses={content.uses} /> : null}
        {content ? <Versions content={content} take={canWrite ? (some) => change(some) : null} /> : null}
      </aside>
    </div>
  );
}

function Refused({ content }: { content: Whole }) {
  const { t } = useWords();
  const [last] = content.versions;
  if (!last?.judgedBy) return null;
  return <Alert type="warning" showIcon title={t("contents.judge.refusedBy", { name: last.judgedBy, remark: last.remark })} />;
}

function Away({ content, onClose }: { content: Whole; onClose: () => void }) {
  const { phrases } = useWords();
  const words = phrases.contents.form;
  const can = useCan()("plays.write");
  const restore = useAct("contents.restore", { refresh: ["contents"], said: () => words.restored });
  const archive = useAct("contents.archive", { refresh: ["contents"] });
  return can ? <PutAway row={content} words={words} archive={archive} restore={restore} onClose={onClose} /> : null;
}
