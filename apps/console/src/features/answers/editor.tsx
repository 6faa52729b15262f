import { useState } from "react";
import { Button, Collapse, Drawer, Form, Input, InputNumber, Popconfirm, Select, Switch } from "antd";
import type { AnswerChannel, AnswerEntry } from "@shuke/contract";
import { answerChannels } from "@shuke/contract/answer-words";
import { CardSkeleton } from "@shuke/kit-ui";
import { ApiError } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { linesOf } from "../../kit/lines.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useSession } from "../../session.tsx";
import { useStaffOptions } from "../pickers/options.ts";
import { instantOf, localInput } from "../talks/times.ts";
import "./answers.css";

/** One standing answer: to read for everybody, to change for who plans. */
export function AnswerDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords();
  const query = useCall("answers.get", { id }, { staleTime: Infinity, gcTime: 0 });
  return (
    <Drawer open onClose={onClose} size={560} title={query.data?.title ?? t("answers.title")} destroyOnHidden>
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <CardSkeleton label={t("common.loading")} /> : null}
      {query.data && !query.isError ? (
        // Read anew only when she asks for it: another version is another form, and what she typed would be gone.
        <AnswerForm key={query.data.version} entry={query.data} said="" onClose={onClose} reload={() => void query.refetch()} />
      ) : null}
    </Drawer>
  );
}

export function NewAnswer({ said, onClose }: { said: string; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Drawer open onClose={onClose} size={560} title={t("answers.form.newTitle")} destroyOnHidden>
      <AnswerForm entry={null} said={said} onClose={onClose} />
    </Drawer>
  );
}

type Lists = Record<"questions" | "keywords" | "must" | "mustNot", string>;

function AnswerForm(props: { entry: AnswerEntry | null; said: string; onClose: () => void; reload?: () => void }) {
  const { entry, said, onClose, reload } = props;
  const { t } = useWords();
  const canWrite = useCan()("plays.write");
  const { timeZone } = useSession().corp;
  const { options } = useStaffOptions();
  const [title, setTitle] = useState(entry?.title ?? said.slice(0, 60));
  const [lists, setLists] = useState<Lists>({
    questions: entry?.questions.join("\n") ?? said.slice(0, 100),
    keywords: entry?.keywords.join("\n") ?? "",
    must: entry?.must.join("\n") ?? "",
    mustNot: entry?.mustNot.join("\n") ?? "",
  });
  const [answer, setAnswer] = useState(entry?.answer ?? "");
  const [channels, setChannels] = useState<Partial<Record<AnswerChannel, string>>>(entry?.channels ?? {});
  const [priority, setPriority] = useState(entry?.priority ?? 0);
  const [owner, setOwner] = useState<string | null>(entry?.owner ?? null);
  const local = (at: string | null | undefined) => (at ? localInput(new Date(at), timeZone) : "");
  const [span, setSpan] = useState({ validFrom: local(entry?.validFrom), validTo: local(entry?.validTo) });
  const [live, setLive] = useState((entry?.state ?? "live") === "live");
  const refresh = ["answers"];
  const save = useAct("answers.save", { inline: true, refresh, said: () => t("answers.form.saved"), onDone: onClose });
  const remove = useAct("answers.remove", {
    inline: true,
    refresh: ["answers.list", "answers.match"],
    said: () => t("answers.form.removed"),
    onDone: onClose,
  });
  const words = {
    questions: linesOf(lists.questions),
    keywords: linesOf(lists.keywords),
    must: linesOf(lists.must),
    mustNot: linesOf(lists.mustNot),
  };
  const isReady = title.trim() !== "" && answer.trim() !== "" && words.questions.length + words.keywords.length > 0;
  const given = answerChannels.flatMap((channel) => {
    const text = channels[channel]?.trim() ?? "";
    return text === "" ? [] : [[channel, text] as const];
  });
  const send = () =>
    save.mutate({
      ...(entry ? { id: entry.id, version: entry.version } : {}),
      ...words,
      title: title.trim(),
      answer: answer.trim(),
      channels: Object.fromEntries(given),
      priority,
      owner,
      validFrom: instantOf(span.validFrom, timeZone),
      validTo: instantOf(span.validTo, timeZone),
      state: live ? "live" : "draft",
    });
  const lines = (name: keyof Lists, rows: number) => (
    <Form.Item label={t(`answers.form.${name}`)} extra={t(`answers.form.${name}Hint`)} htmlFor={`answer-${name}`}>
      <Input.TextArea
        id={`answer-${name}`}
        autoSize={{ minRows: rows, maxRows: 8 }}
        value={lists[name]}
        onChange={(event) => setLists({ ...lists, [name]: event.target.value })}
      />
    </Form.Item>
  );
  const failed = save.error ?? remove.error;
  return (
    <Form layout="vertical" component="div" disabled={!canWrite}>
      <Form.Item label={t("answers.form.title")} extra={t("answers.form.titleHint")} htmlFor="answer-title">
        <Input id="answer-title" maxLength={60} value={title} onChange={(event) => setTitle(event.target.value)} />
      </Form.Item>
      {lines("questions", 2)}
      {lines("keywords", 2)}
      <Form.Item label={t("answers.form.answer")} htmlFor="answer-text">
        <Input.TextArea
          id="answer-text"
          autoSize={{ minRows: 3, maxRows: 12 }}
          maxLength={2000}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
      </Form.Item>
      <div className="answer-pair">
        {lines("must", 1)}
        {lines("mustNot", 1)}
      </div>
      <Collapse
        ghost
        defaultActiveKey={given.length > 0 ? ["others"] : []}
        items={[
          {
            key: "others",
            label: t("answers.form.others"),
            children: (
              <>
                <p className="small soft">{t("answers.form.othersHint")}</p>
                {answerChannels.map((channel) => (
                  <Form.Item key={channel} label={t(`answers.form.channels.${channel}`)} htmlFor={`answer-${channel}`}>
                    <Input.TextArea
                      id={`answer-${channel}`}
                      autoSize={{ minRows: 1, maxRows: 8 }}
                      maxLength={2000}
                      value={channels[channel] ?? ""}
                      onChange={(event) => setChannels({ ...channels, [channel]: event.target.value })}
                    />
                  </Form.Item>
                ))}
              </>
            ),
          },
        ]}
      />
      <div className="answer-pair">
        <Form.Item label={t("answers.form.priority")} extra={t("answers.form.priorityHint")} htmlFor="answer-priority">
          <InputNumber
            id="answer-priority"
            min={-100}
            max={100}
            precision={0}
            value={priority}
            onChange={(value) => setPriority(value ?? 0)}
          />
        </Form.Item>
        <Form.Item label={t("answers.form.owner")} htmlFor="answer-owner">
          <Select
            id="answer-owner"
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            value={owner}
            options={options}
            onChange={(value: string | null | undefined) => setOwner(value ?? null)}
          />
        </Form.Item>
      </div>
      <div className="answer-pair">
        {(["validFrom", "validTo"] as const).map((name) => (
          <Form.Item key={name} label={t(`answers.form.${name}`)} htmlFor={`answer-${name}`}>
            <Input
              id={`answer-${name}`}
              type="datetime-local"
              value={span[name]}
              onChange={(event) => setSpan({ ...span, [name]: event.target.value })}
            />
          </Form.Item>
        ))}
      </div>
      {failed ? <Failed error={failed} /> : null}
      {reload && failed instanceof ApiError && failed.code === "answerSavedMeanwhile" ? (
        <p>
          <Button onClick={reload}>{t("answers.form.reload")}</Button>
        </p>
      ) : null}
      {canWrite ? (
        <div className="row">
          <Switch size="small" checked={live} onChange={setLive} aria-label={t("answers.form.live")} /> {t("answers.form.live")}
          <span style={{ flex: 1 }} />
          {entry ? (
            <Popconfirm
              title={t("answers.form.removeAsk", { title: entry.title })}
              okText={t("answers.form.remove")}
              cancelText={t("common.cancel")}
              onConfirm={() => remove.mutate({ id: entry.id, version: entry.version })}
            >
              <Button danger loading={remove.isPending}>
                {t("answers.form.remove")}
              </Button>
            </Popconfirm>
          ) : null}
          <Button type="primary" disabled={!isReady} loading={save.isPending} onClick={send}>
            {t("common.save")}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}
