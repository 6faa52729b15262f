import { useState } from "react";
import { Alert, Button, Drawer, Input } from "antd";
import { useQuery } from "@tanstack/react-query";
import type { Task } from "@shuke/contract";
import { CardSkeleton } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed, PathLink, When } from "../../kit/bits.tsx";
import { useCan } from "../../session.tsx";
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
            <dt>{t("tasks.openedAt")}</dt>
            <dd>
              <When at={task.openedAt} />
            </dd>
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
            <dt>{t("tasks.columns.evidence")}</dt>
            <dd>
              <GradeTag grade={task.grade} />
              {task.grade ? <div className="soft small">{phrases.tasks.gradeHints[task.grade]}</div> : null}
            </dd>
          </dl>
          {task.link ? <PathLink to={task.link}>{t("tasks.openLink")} →</PathLink> : null}
          {task.state === "open" ? <Claim task={task} /> : null}
        </div>
      ) : null}
    </Drawer>
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
