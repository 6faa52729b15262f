import { Drawer, Segmented } from "antd";
import { Link } from "@tanstack/react-router";
import type { SopStepState } from "@shuke/contract";
import { StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Input, Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { clean, oneOf } from "../../kit/search.ts";
import { stepTone } from "./step-strip.tsx";

type Person = Output<"sops.people">["items"][number];
const states = ["done", "claimed", "waiting", "planned", "missed", "refused", "skipped", "exited"] as const;

type Props = {
  sopId: string;
  step: string;
  title: string;
  /** Which of them: a store's, a group's, a member's, those of a period, and what of them. */
  scope: Pick<Input<"sops.people">, "storeId" | "chatId" | "sender" | "overdue" | "metric" | "from" | "to">;
  state: SopStepState | undefined;
  onState: (state: SopStepState | undefined) => void;
  onClose: () => void;
};

/** Who is behind a cell of the board, each with the reason. */
export function PeopleDrawer({ sopId, step, title, scope, state, onState, onClose }: Props) {
  const { t, phrases } = useWords();
  const list = usePages("sops.people", { sopId, step, ...clean({ ...scope, state }) });
  const columns: Columns<Person> = [
    column({ title: t("sops.peopleColumns.name"), key: "name", width: 190 }, (row) => {
      const name = row.name || t("common.unknownName");
      if (row.customerId) {
        return (
          <Link to="/customers/$id" params={{ id: row.customerId }} search={{ tab: "sops" }}>
            {name}
          </Link>
        );
      }
      return row.groupId ? (
        <Link to="/groups/$id" params={{ id: row.groupId }}>
          {name}
        </Link>
      ) : (
        name
      );
    }),
    column({ title: t("sops.peopleColumns.state"), key: "state", width: 120 }, (row) => (
      <StatusTag tone={stepTone[row.state] ?? "plain"}>{phrases.sops.stepStates[row.state]}</StatusTag>
    )),
    column({ title: t("sops.peopleColumns.reason"), key: "reason" }, (row) =>
      row.grade ? word(phrases.tasks.gradeHints, row.grade) : row.reason && word(phrases.sops.reasons, row.reason),
    ),
    whenColumn({ title: t("sops.peopleColumns.dueAt"), key: "dueAt", width: 120 }, (row) => row.dueAt),
    whenColumn({ title: t("sops.peopleColumns.doneAt"), key: "doneAt", width: 120 }, (row) => row.doneAt),
  ];
  return (
    <Drawer open onClose={onClose} size={860} title={t("sops.peopleTitle", { step: title })} destroyOnHidden>
      <div className="stack">
        <Segmented
          aria-label={t("sops.peopleState")}
          size="small"
          value={state ?? ""}
          options={[
            { value: "", label: t("common.all") },
            ...states.map((value) => ({ value: value as string, label: phrases.sops.stepStates[value] })),
          ]}
          onChange={(value) => onState(oneOf(value, states))}
        />
        <DataTable
          list={list}
          columns={columns}
          rowKey={(row) => row.enrolmentId}
          label={title}
          sticky={false}
          empty={<p className="pad soft">{t("sops.noPeople")}</p>}
        />
      </div>
    </Drawer>
  );
}
