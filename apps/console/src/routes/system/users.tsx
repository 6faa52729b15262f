import { useState } from "react";
import { Button } from "antd";
import { UserAddOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { Account, AccountState } from "@shuke/contract";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { AccountForm } from "../../features/access/account-form.tsx";
import { AccountWays } from "../../features/access/account-ways.tsx";
import { LinkDialog, type Shown } from "../../features/access/link-dialog.tsx";
import { roles, states } from "../../features/access/search.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";
import "../../features/access/access.css";

const route = getRouteApi("/shell/system/users");
const tones = { active: "good", invited: "watch", disabled: "plain", left: "bad" } as const satisfies Record<AccountState, string>;
const readers = {
  query: join,
  role: (value: unknown) => oneOf(value, roles),
  state: (value: unknown) => oneOf(value, states),
  userId: join,
};

export function Users() {
  const { t, phrases } = useWords();
  const can = useCan();
  const { query, role, state, userId, invite } = route.useSearch();
  const navigate = route.useNavigate();
  const [edited, setEdited] = useState<Account | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const list = usePages("accounts.list", clean({ query, role, state, userId }));
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const openForm = (open: boolean) => void navigate({ replace: true, search: (old) => clean({ ...old, invite: open ? true : undefined }) });

  const columns: Columns<Account> = [
    column({ title: t("users.columns.name"), key: "name" }, (row) => (
      <span className="account-name">
        <span>
          {row.name}
          {row.isMe ? <span className="account-me">{t("users.me")}</span> : null}
        </span>
        <span className="soft small">{row.email ?? t("users.noEmail")}</span>
      </span>
    )),
    column({ title: t("users.columns.role"), key: "role", width: 150 }, (row) => phrases.roles[row.role]),
    column({ title: t("users.columns.staff"), key: "staff", width: 150 }, (row) =>
      row.staff === null ? <span className="faint">{t("users.notBound")}</span> : row.staff.name || row.staff.userId,
    ),
    column({ title: t("users.columns.reach"), key: "reach" }, (row) => <Reach account={row} />),
    column({ title: t("users.columns.state"), key: "state", width: 150 }, (row) => (
      <span className="account-name">
        <StatusTag tone={tones[row.state]}>{phrases.users.states[row.state]}</StatusTag>
        {row.link === null ? null : <span className="soft small">{t("users.linkWaits")}</span>}
      </span>
    )),
    column({ title: t("users.columns.lastSeen"), key: "lastSeen", width: 130 }, (row) =>
      row.lastSeenAt === null ? <span className="faint">{t("users.never")}</span> : <When at={row.lastSeenAt} />,
    ),
    column({ title: "", key: "ways", width: 56 }, (row) => <AccountWays account={row} edit={() => setEdited(row)} show={setShown} />),
  ];
  const inviteButton = (
    <Button type="primary" icon={<UserAddOutlined />} disabled={!can("accounts.write")} onClick={() => openForm(true)}>
      {t("users.invite")}
    </Button>
  );
  return (
    <>
      <ListPage
        title={t("users.title")}
        sentence={t("users.sentence")}
        list={list}
        columns={columns}
        rowKey={(row) => row.userId}
        actions={inviteButton}
        values={{ query, role, state, userId }}
        change={change}
        filters={[
          { kind: "text", key: "query", label: t("users.search"), width: 220 },
          {
            kind: "select",
            key: "role",
            label: t("users.columns.role"),
            options: roles.map((value) => ({ value, label: phrases.roles[value] })),
          },
          {
            kind: "select",
            key: "state",
            label: t("users.columns.state"),
            options: states.map((value) => ({ value, label: phrases.users.states[value] })),
          },
        ]}
        nothing={t("users.nothing")}
        empty={<EmptyState sentence={t("users.empty")} button={inviteButton} />}
      />
      {invite || edited ? (
        <AccountForm
          account={edited}
          onClose={() => (edited ? setEdited(null) : openForm(false))}
          onInvited={(name, { link }) => {
            openForm(false);
            setShown({ name, kind: "invite", link });
          }}
        />
      ) : null}
      {shown ? <LinkDialog shown={shown} onClose={() => setShown(null)} /> : null}
    </>
  );
}

/** What somebody answers for: names, or what her role sees without any. */
function Reach({ account: { role, stores, departments } }: { account: Account }) {
  const { t } = useWords();
  const names = [...departments, ...stores].map(({ name }) => name);
  if (names.length > 0) {
    return (
      <span title={names.join("、")}>{names.length > 3 ? `${names.slice(0, 3).join("、")} +${names.length - 3}` : names.join("、")}</span>
    );
  }
  const narrow = role === "groupOwner" || role === "storeManager" || role === "guide";
  return <span className="faint">{t(narrow ? "users.ownOnly" : "users.whole")}</span>;
}
