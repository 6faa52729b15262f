import { useState } from "react";
import { Button, Input, Modal, Radio, Select } from "antd";
import type { Ticket } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { PathLink } from "../../kit/bits.tsx";
import { lengthWords } from "../../kit/time.ts";
import { useCan, useNow } from "../../session.tsx";
import { ReadyAnswers } from "../answers/ready.tsx";
import { useStaffOptions } from "../pickers/options.ts";
import { CloseDialog } from "./bar.tsx";

const refresh = ["tickets", "tasks", "customers"];
const HOURS = [1, 2, 4, 24, 72] as const;

export function AnswerForm({ ticket }: { ticket: Ticket }) {
  const { t } = useWords();
  const can = useCan();
  const [answer, setAnswer] = useState("");
  const [taken, setTaken] = useState<string>();
  const used = useAct("answers.used", { refresh: ["answers"], inline: true });
  const keep = useAct("tickets.answer", {
    refresh,
    said: () => t("tickets.detail.answered"),
    // Counted once it was given, not when it was looked at.
    onDone: () => taken !== undefined && used.mutate({ id: taken, channel: "sidebar" }),
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate({ id: ticket.id, answer });
      }}
    >
      <ReadyAnswers
        question={ticket.text}
        take={(id, text) => {
          setTaken(id);
          setAnswer(text);
        }}
      />
      <label className="field">
        {t("tickets.detail.writeAnswer")}
        <Input.TextArea
          rows={4}
          maxLength={2000}
          placeholder={t("tickets.detail.answerPlaceholder")}
          value={answer}
          onChange={(event) => {
            setAnswer(event.target.value);
            if (event.target.value.trim() === "") setTaken(undefined);
          }}
        />
      </label>
      <Button type="primary" htmlType="submit" loading={keep.isPending} disabled={answer.trim() === "" || !can("tasks.write")}>
        {t("tickets.detail.answerOk")}
      </Button>
    </form>
  );
}

/** What else may become of it, by where it stands. */
export function Ways({ ticket }: { ticket: Ticket }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const { followers } = useStaffOptions();
  const [open, setOpen] = useState<"move" | "close" | "reopen">();
  const shut = () => setOpen(undefined);
  const give = useAct("tickets.assign", { refresh, said: ({ given }) => t("tickets.given", { count: given }) });
  const close = useAct("tickets.close", { refresh, said: ({ closed }) => t("tickets.closed", { count: closed }), onDone: shut });
  const reopen = useAct("tickets.reopen", { refresh, said: () => t("tickets.detail.reopened"), onDone: shut });
  const move = useAct("tickets.move", { refresh, said: () => t("tickets.detail.moved"), onDone: shut });
  const now = useNow();
  const live = ticket.state !== "answered" && ticket.state !== "closed";
  const barred = !can("tasks.write");
  return (
    <div className="row wrap">
      {live ? (
        <>
          <Select
            aria-label={t("tickets.give")}
            placeholder={t("tickets.give")}
            style={{ minWidth: 160 }}
            showSearch={{ optionFilterProp: "label" }}
            disabled={barred}
            value={null}
            options={followers.filter(({ value }) => value !== ticket.owner?.userId)}
            onChange={(owner: string | null) => {
              if (owner !== null) give.mutate({ ids: [ticket.id], owner });
            }}
          />
          <Button disabled={barred} onClick={() => setOpen("move")}>
            {t("tickets.detail.move")}
          </Button>
        </>
      ) : (
        <Button disabled={barred} onClick={() => setOpen("reopen")}>
          {t("tickets.detail.reopen")}
        </Button>
      )}
      {ticket.state === "closed" ? null : (
        <Button disabled={barred} onClick={() => setOpen("close")}>
          {t("tickets.detail.close")}
        </Button>
      )}
      {ticket.taskId === null ? null : <PathLink to={`/tasks?task=${ticket.taskId}`}>{t("tickets.detail.task")}</PathLink>}
      {open === "close" ? (
        <CloseDialog
          note={live ? t("tickets.closeNote") : ""}
          busy={close.isPending}
          onClose={shut}
          onOk={(reason) => close.mutate({ ids: [ticket.id], reason })}
        />
      ) : null}
      {open === "reopen" ? (
        <WhyDialog
          title={phrases.tickets.detail.reopen}
          label={phrases.tickets.detail.reopenWhy}
          busy={reopen.isPending}
          onClose={shut}
          onOk={(why) => reopen.mutate({ id: ticket.id, why })}
        />
      ) : null}
      {open === "move" ? (
        <WhyDialog
          title={phrases.tickets.detail.move}
          label={phrases.tickets.detail.moveWhy}
          pick={phrases.tickets.detail.movePick}
          busy={move.isPending}
          onClose={shut}
          onOk={(why, hours) => move.mutate({ id: ticket.id, why, dueAt: new Date(now.getTime() + hours * 3_600_000).toISOString() })}
        />
      ) : null}
    </div>
  );
}

type WhyProps = {
  title: string;
  label: string;
  /** Also asks how many hours from now. */
  pick?: string;
  busy: boolean;
  onClose: () => void;
  onOk: (why: string, hours: number) => void;
};

function WhyDialog({ title, label, pick, busy, onClose, onOk }: WhyProps) {
  const { t, phrases } = useWords();
  const [why, setWhy] = useState("");
  const [hours, setHours] = useState<number>(HOURS[1]);
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: why.trim() === "", loading: busy }}
      onOk={() => onOk(why, hours)}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        {pick === undefined ? null : (
          <div className="field">
            {pick}
            <Radio.Group
              aria-label={pick}
              value={hours}
              onChange={(event) => setHours(Number(event.target.value))}
              options={HOURS.map((value) => ({ value, label: `+ ${lengthWords(value * 3_600_000, phrases.time)}` }))}
            />
          </div>
        )}
        <label className="field">
          {label}
          <Input value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
        </label>
      </div>
    </Modal>
  );
}
