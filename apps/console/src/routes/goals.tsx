import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, FilterBar, PageHeader } from "@shuke/kit-ui";
import type { Output } from "../api.ts";
import { GoalCard } from "../features/goals/card.tsx";
import { CostsDrawer } from "../features/goals/costs-drawer.tsx";
import { GoalDialog } from "../features/goals/goal-dialog.tsx";
import { useWords } from "../i18n.ts";
import { Loaded } from "../kit/loaded.tsx";
import { clean } from "../kit/search.ts";
import { localDay, shiftDay } from "../kit/time.ts";
import { useCall } from "../kit/use-call.ts";
import { useCan, useNow, useSession } from "../session.tsx";
import "../features/goals/goals.css";

const route = getRouteApi("/shell/goals");
type Open = { kind: "new" } | { kind: "edit" | "costs"; id: string } | null;

/** What the domain is to reach, with the pace to date; what is furthest behind is first. */
export function Goals() {
  const { t } = useWords();
  const { archived } = route.useSearch();
  const navigate = route.useNavigate();
  const canWrite = useCan()("plays.write");
  const today = localDay(useNow(), useSession().corp.timeZone);
  const query = useCall("goals.board", { archived: archived === true });
  const [open, setOpen] = useState<Open>(null);
  const create = canWrite ? (
    <Button type="primary" onClick={() => setOpen({ kind: "new" })}>
      {t("goals.create")}
    </Button>
  ) : null;
  const opened = open && open.kind !== "new" ? query.data?.items.find(({ id }) => id === open.id) : undefined;
  return (
    <>
      <PageHeader title={t("goals.title")} sentence={t("goals.sentence")} actions={create} />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ archived: archived === true ? "true" : undefined }}
        onChange={(patch) =>
          void navigate({ replace: true, search: clean({ archived: patch["archived"] === undefined ? undefined : (true as const) }) })
        }
        filters={[{ kind: "flag", key: "archived", label: t("goals.showArchived") }]}
      />
      <Loaded query={query} rows={8}>
        {({ items }) =>
          items.length === 0 ? <Nothing archived={archived === true} button={create} /> : <Cards items={items} setOpen={setOpen} />
        }
      </Loaded>
      {open?.kind === "new" || (open?.kind === "edit" && opened) ? (
        <GoalDialog goal={opened} today={today} inNinetyDays={shiftDay(today, 90)} onClose={() => setOpen(null)} />
      ) : null}
      {open?.kind === "costs" && opened ? <CostsDrawer goal={opened} today={today} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function Cards({ items, setOpen }: { items: Output<"goals.board">["items"]; setOpen: (open: Open) => void }) {
  return (
    <div className="goals">
      {items.map((goal) => (
        <GoalCard
          key={goal.id}
          goal={goal}
          edit={() => setOpen({ kind: "edit", id: goal.id })}
          costs={() => setOpen({ kind: "costs", id: goal.id })}
        />
      ))}
    </div>
  );
}

function Nothing({ archived, button }: { archived: boolean; button: ReactNode }) {
  const { t } = useWords();
  if (archived) return <EmptyState art="none" sentence={t("goals.noneArchived")} />;
  return <EmptyState sentence={t("goals.empty")} button={button} link={<Link to="/playbooks">{t("goals.emptyLink")}</Link>} />;
}
