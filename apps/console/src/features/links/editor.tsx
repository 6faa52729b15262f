import { useState } from "react";
import { Button, Drawer, Form, Input, InputNumber, Radio } from "antd";
import { FOLLOW_MINUTES, linkFollows } from "@shuke/contract/link-words";
import { CardSkeleton } from "@shuke/kit-ui";
import { ApiError, type Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { PutAway } from "../../kit/put-away.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import { LinkPeople } from "./people.tsx";
import "./links.css";

type Whole = Output<"links.get">;

/** One link: what became of it, who opened it, and the link itself. */
export function LinkDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords();
  const query = useCall("links.get", { id }, { gcTime: 0, refetchOnWindowFocus: false });
  return (
    <Drawer open onClose={onClose} size={760} title={query.data?.name ?? t("links.title")} destroyOnHidden>
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <CardSkeleton label={t("common.loading")} /> : null}
      {query.data && !query.isError ? (
        <div className="stack">
          <Figures link={query.data} />
          <LinkPeople id={id} />
          <LinkForm key={query.data.version} link={query.data} onClose={onClose} reload={() => void query.refetch()} />
        </div>
      ) : null}
    </Drawer>
  );
}

export function NewLink({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return (
    <Drawer open onClose={onClose} size={560} title={t("links.form.newTitle")} destroyOnHidden>
      <LinkForm link={null} onClose={onClose} />
    </Drawer>
  );
}

function Figures({ link }: { link: Whole }) {
  const { t, phrases } = useWords();
  const { people, clicks, bought, others } = link.figures;
  return (
    <section className="card link-figures">
      <p>
        <strong>{t("links.figures.people", { count: people, clicks })}</strong> · {t("links.figures.bought", { count: bought })}
      </p>
      {link.follows.length > 0 ? (
        <p className="soft">{link.follows.map(({ state, n }) => `${phrases.links.stateCounts[state]} ${n}`).join(" · ")}</p>
      ) : null}
      <p className="small soft">{t("links.figures.others", others)}</p>
      <Input readOnly aria-label={t("links.copy")} value={link.address} onFocus={(event) => event.currentTarget.select()} />
    </section>
  );
}

function LinkForm({ link, onClose, reload }: { link: Whole | null; onClose: () => void; reload?: () => void }) {
  const { t, phrases } = useWords();
  const canWrite = useCan()("plays.write") && !link?.archived;
  const [draft, setDraft] = useState(() => ({
    name: link?.name ?? "",
    url: link?.url ?? "",
    follow: link?.follow ?? ("none" as const),
    followMinutes: link?.followMinutes ?? FOLLOW_MINUTES.usual,
    followText: link?.followText ?? "",
  }));
  const change = (patch: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...patch }));
  const words = phrases.links.form;
  const save = useAct("links.save", { inline: true, refresh: ["links"], said: () => words.saved, onDone: onClose });
  const isReady =
    draft.name.trim() !== "" &&
    /^(https?:\/\/[^\s/]+|\/m\/)\S*$/.test(draft.url.trim()) &&
    (draft.follow === "none" || draft.followText.trim() !== "");
  return (
    <Form layout="vertical" component="div" disabled={!canWrite}>
      <Form.Item label={words.name} extra={words.nameHint} htmlFor="link-name">
        <Input id="link-name" maxLength={60} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
      </Form.Item>
      <Form.Item label={words.url} extra={words.urlHint} htmlFor="link-url">
        <Input id="link-url" maxLength={2000} value={draft.url} onChange={(event) => change({ url: event.target.value })} />
      </Form.Item>
      <Form.Item label={words.follow} extra={words.followHint}>
        <Radio.Group
          aria-label={words.follow}
          value={draft.follow}
          options={linkFollows.map((value) => ({ value, label: phrases.links.follows[value] }))}
          onChange={(event) => change({ follow: linkFollows.find((one) => one === event.target.value) ?? "none" })}
        />
      </Form.Item>
      {draft.follow === "none" ? null : (
        <>
          <Form.Item label={words.minutes} htmlFor="link-minutes">
            <InputNumber
              id="link-minutes"
              min={FOLLOW_MINUTES.least}
              max={FOLLOW_MINUTES.most}
              step={15}
              precision={0}
              value={draft.followMinutes}
              onChange={(value) => change({ followMinutes: value ?? FOLLOW_MINUTES.usual })}
            />
          </Form.Item>
          <Form.Item label={words.text} extra={words.textHint} htmlFor="link-text">
            <Input.TextArea
              id="link-text"
              autoSize={{ minRows: 2, maxRows: 6 }}
              maxLength={600}
              value={draft.followText}
              onChange={(event) => change({ followText: event.target.value })}
            />
          </Form.Item>
        </>
      )}
      {save.error ? <Failed error={save.error} /> : null}
      {reload && save.error instanceof ApiError && save.error.code === "linkSavedMeanwhile" ? (
        <p>
          <Button onClick={reload}>{words.reload}</Button>
        </p>
      ) : null}
      <div className="row">
        {link ? <Away link={link} onClose={onClose} /> : null}
        <span style={{ flex: 1 }} />
        {canWrite ? (
          <Button
            type="primary"
            disabled={!isReady}
            loading={save.isPending}
            onClick={() =>
              save.mutate({
                ...(link ? { id: link.id, version: link.version } : {}),
                ...draft,
                name: draft.name.trim(),
                url: draft.url.trim(),
                followText: draft.followText.trim(),
              })
            }
          >
            {t("common.save")}
          </Button>
        ) : null}
      </div>
    </Form>
  );
}

function Away({ link, onClose }: { link: Whole; onClose: () => void }) {
  const { phrases } = useWords();
  const words = phrases.links.form;
  const can = useCan()("plays.write");
  const restore = useAct("links.restore", { refresh: ["links"], said: () => words.restored });
  const archive = useAct("links.archive", { refresh: ["links"] });
  return can ? <PutAway row={link} words={words} archive={archive} restore={restore} onClose={onClose} /> : null;
}
