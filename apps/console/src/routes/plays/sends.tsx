import { getRouteApi, Link } from "@tanstack/react-router";
import type { SendItem } from "@shuke/contract";
import { sendStates } from "@shuke/contract/send-words";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { Approval } from "../../features/sends/approval.tsx";
import { SendStateTag } from "../../features/sends/state.tsx";
import { useWords, word } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { countWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/sends");
const targets = ["customers", "groups"] as const;

/** Mass sends, the newest first. */
export function SendList() {
  const { t, language, phrases } = useWords();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = usePages("sends.list", search);
  const words = phrases.sends;
  const readers = { state: (value: unknown) => oneOf(value, sendStates), to: (value: unknown) => oneOf(value, targets) };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const make = can("plays.write") ? (
    <LinkButton primary to="/sends/new">
      {words.make}
    </LinkButton>
  ) : null;
  const share = (n: number, of: number) =>
    of === 0 ? null : <span className="num">{t("sends.share", { n: countWords(n, language), of: countWords(of, language) })}</span>;
  const columns: Columns<SendItem> = [
    column({ title: words.columns.name, key: "name" }, (row) => (
      <>
        <Link to="/sends/$id" params={{ id: row.id }}>
          {row.name}
        </Link>{" "}
        {row.kind === "usual" ? null : <span className="faint small">{words.kinds[row.kind]}</span>}
      </>
    )),
    column({ title: words.columns.to, key: "to", width: 110 }, (row) => words.to[row.to]),
    column({ title: words.columns.state, key: "state", width: 170 }, (row) => <SendStateTag state={row.state} />),
    column({ title: words.columns.delivered, key: "delivered", width: 150 }, ({ counts }) => share(counts.delivered, counts.recipients)),
    column({ title: words.columns.confirmed, key: "confirmed", width: 120 }, ({ counts }) => share(counts.confirmed, counts.tasks)),
    whenColumn({ title: words.columns.until, key: "until" }, (row) => row.until),
    column({ title: words.columns.created, key: "created", width: 120 }, (row) => word(phrases.audit.actors, row.createdBy)),
  ];
  return (
    <ListPage
      title={words.title}
      sentence={words.sentence}
      actions={make}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ state: search.state, to: search.to }}
      change={change}
      right={<Approval />}
      filters={[
        {
          kind: "select",
          key: "state",
          label: words.filterState,
          options: sendStates.map((value) => ({ value, label: words.states[value] })),
        },
        { kind: "select", key: "to", label: words.filterTo, options: targets.map((value) => ({ value, label: words.to[value] })) },
      ]}
      nothing={words.nothing}
      empty={<EmptyState sentence={words.empty} {...(make ? { button: make } : {})} />}
    />
  );
}
