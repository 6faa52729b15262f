import { useState } from "react";
import { Alert, Button, Drawer, Input, Select, Typography } from "antd";
import { useQuery } from "@tanstack/react-query";
import type { Task } from "@shuke/contract";
import { CardSkeleton } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed, PathLink, When } from "../../kit/bits.tsx";
import { useCan } from "../../session.tsx";
import { useStaffOptions } from "../pickers/options.ts";
import { WhyLink } from "../why/why-link.tsx";
import { GradeTag, TaskState } from "./state.tsx";
import { taskWords } from "./words.ts";

/** One task: what, why, until when, how we know, and the claim with its consequence. */
export function TaskDrawer({ id, known, onClose }: { id: string; known: Task | undefined; onClose: () => void }) {
  const { t, phrases, language } = useWords();
  const query = useQuery({
    queryKey: ["tasks.get", id],
    queryFn: ({ signal }) => call("tasks.get", { id }, signal),
    ...(known ? { initialData: known, initialDataUpdatedAt: 0 } : {}),
  });
  const task = query.data;
  // Some kinds are shown by something of their own.
  const proofs: Readonly<Record<string, string>> = phrases.tasks.proofs;
  return (
    <Drawer open onClose={onClose} size={520} title={task ? taskWords(task, phrases, language) : t("tasks.detail")} destroyOnHidden>
      {query.isError && !task ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {!task && query.isPending ? <CardSkeleton label={t("common.loading")} /> : null}
      {task ? (
        <div className="stack">
          <dl className="pairs">
            <dt>{t("tasks.columns.state")}</dt>
            <dd>
              <TaskState task={task} />
            </dd>
            <dt>{t("tasks.columns.assignee")}</dt>
            <dd>{task.assigneeName}</dd>
            <dt>{t("tasks.columns.dueAt")}</dt>
            <dd>
              <When at={task.dueAt} />
            </dd>
            {task.escalatedAt ? (
              <>
                <dt>{t("tasks.escalated")}</dt>
                <dd>
                  {task.escalatedTo ? t("tasks.escalatedTo", { name: task.escalatedTo }) : t("tasks.escalatedNobody")}{" "}
                  <span className="soft">
                    <When at={task.escalatedAt} />
                  </span>
                </dd>
              </>
            ) : null}
            <dt>{t("tasks.openedAt")}</dt>
            <dd>
              <When at={task.openedAt} />
            </dd>
            {task.claimedDoneAt ? (
              <>
                <dt>{t("tasks.claimedAt")}</dt>
                <dd>
                  <When at={task.claimedDoneAt} />
                </dd>
              </>
            ) : null}
            {task.doneAt ? (
              <>
                <dt>{t("tasks.doneAt")}</dt>
                <dd>
                  <When at={task.doneAt} />
                </dd>
              </>
            ) : null}
            <dt>{t("tasks.columns.why")}</dt>
            <dd>
              <WhyLink why={task.why} />
            </dd>
            <dt>{t("tasks.provenBy")}</dt>
            <dd>{proofs[task.kind] ?? proofs[task.provenBy]}</dd>
            <dt>{t("tasks.columns.evidence")}</dt>
            <dd>
              <GradeTag grade={task.grade} />
              {task.archiveGap ? <div className="soft small">{t("tasks.archiveGap")}</div> : null}
              {task.grade ? <div className="soft small">{phrases.tasks.gradeHints[task.grade]}</div> : null}
            </dd>
          </dl>
          {typeof task.params["text"] === "string" && task.params["text"] !== "" ? <ReadyText text={task.params["text"]} /> : null}
          {task.link ? <PathLink to={task.link}>{t("tasks.openLink")} →</PathLink> : null}
          {task.state === "open" ? <Claim task={task} /> : null}
          {task.state === "open" || task.state === "claimed" ? <Give key={task.assignee} task={task} /> : null}
        </div>
      ) : null}
    </Drawer>
  );
}

/** The words that are ready for it, as they stand. */
function ReadyText({ text }: { text: string }) {
  const { t } = useWords();
  return (
    <div>
      <div className="soft small">{t("tasks.readyText")}</div>
      <Typography.Paragraph className="pre-line" copyable={{ text, tooltips: [t("common.copy"), t("common.copied")] }}>
        {text}
      </Typography.Paragraph>
    </div>
  );
}

function Claim({ task }: { task: Task }) {
  const { t } = useWords();
  const can = useCan();
  const [note, setNote] = useState("");
  const claim = useAct("tasks.claim", { refresh: ["tasks", "analytics"], said: () => t("tasks.claimed") });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        claim.mutate({ id: task.id, note });
      }}
    >
      <label className="field">
        {t("tasks.note")}
        <Input.TextArea
          rows={3}
          maxLength={500}
          placeholder={t("tasks.notePlaceholder")}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <Alert type="info" title={t("tasks.claimSay")} />
      <Button type="primary" htmlType="submit" loading={claim.isPending} disabled={!can("tasks.write")}>
        {t("tasks.claim")}
      </Button>
    </form>
  );
}

/** Somebody is away or has too much: a colleague does it. */
function Give({ task }: { task: Task }) {
  const { t } = useWords();
  const can = useCan();
  const staff = useStaffOptions();
  const [to, setTo] = useState<string>();
  const give = useAct("tasks.give", { refresh: ["tasks", "analytics"], said: () => t("tasks.given") });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (to !== undefined) give.mutate({ ids: [task.id], to, why: "" });
      }}
    >
      <label className="field" htmlFor="give-to">
        {t("tasks.give")}
        <div className="row">
          <Select
            id="give-to"
            showSearch={{ optionFilterProp: "label" }}
            style={{ minWidth: 220 }}
            placeholder={t("tasks.givePlaceholder")}
            value={to}
            options={staff.options.filter(({ value }) => value !== task.assignee)}
            onChange={setTo}
          />
          <Button htmlType="submit" loading={give.isPending} disabled={to === undefined || !can("tasks.write")}>
            {t("tasks.giveButton")}
          </Button>
        </div>
      </label>
    </form>
  );
}
