import { useState } from "react";
import { Button } from "antd";
import { PlusOutlined } from "@ant-design/icons";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, FilterBar, PageHeader } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { TagChanges } from "../../features/tags/changes.tsx";
import { NewTags, Remove, Rename } from "../../features/tags/dialogs.tsx";
import { GroupPanel } from "../../features/tags/group-panel.tsx";
import type { Ask } from "../../features/tags/group-panel.tsx";
import { useTags } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCan } from "../../session.tsx";
import { clean, join } from "../../kit/search.ts";

const route = getRouteApi("/shell/tags");
type Groups = Output<"tags.list">["groups"];

const countOf = (groups: Groups) => groups.reduce((total, group) => total + group.tags.length, 0);

/** Groups whose name has it, with all their tags; of the others the tags that have it. */
function matching(groups: Groups, query: string): Groups {
  const has = ({ name }: { name: string }) => name.toLowerCase().includes(query.toLowerCase());
  return groups.map((group) => (has(group) ? group : { ...group, tags: group.tags.filter(has) })).filter((group) => group.tags.length > 0);
}

export function Tags() {
  const { t } = useWords();
  const can = useCan();
  const { query = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const tags = useTags({ watch: true });
  const [ask, setAsk] = useState<Ask | null>(null);
  const close = () => setAsk(null);
  const groups = tags.data?.groups ?? [];
  return (
    <>
      <PageHeader
        title={t("tags.title")}
        count={tags.data ? t("common.total", { count: countOf(groups) }) : null}
        sentence={t("tags.sentence")}
        actions={
          can("customers.write") ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAsk({ kind: "new", group: "" })}>
              {t("tagEdit.newTags")}
            </Button>
          ) : null
        }
      />
      <FilterBar
        clearWord={t("common.clear")}
        filters={[{ kind: "text", key: "query", label: t("tags.search") }]}
        values={{ query }}
        onChange={(patch) => void navigate({ replace: true, search: clean({ query: join(patch["query"]) }) })}
      />
      <Loaded query={tags} rows={5}>
        {({ changes }) => (
          <div className="stack">
            <TagChanges changes={changes} />
            <TagGroups groups={groups} query={query} ask={setAsk} />
          </div>
        )}
      </Loaded>
      {ask?.kind === "new" ? <NewTags groups={groups} group={ask.group} onClose={close} /> : null}
      {ask?.kind === "rename" ? <Rename target={ask.target} onClose={close} /> : null}
      {ask?.kind === "remove" ? <Remove target={ask.target} onClose={close} /> : null}
    </>
  );
}

function TagGroups({ groups, query, ask }: { groups: Groups; query: string; ask: (what: Ask) => void }) {
  const { t } = useWords();
  const shown = matching(groups, query);
  if (countOf(groups) === 0) {
    return (
      <EmptyState
        sentence={t("tags.empty")}
        button={
          <LinkButton to="/codes/new" primary>
            {t("customers.emptyButton")}
          </LinkButton>
        }
        link={<Link to="/playbooks">{t("customers.emptyLink")}</Link>}
      />
    );
  }
  if (shown.length === 0) return <EmptyState art="none" sentence={t("tags.nothing", { query })} />;
  return (
    <>
      {shown.map((group) => (
        <GroupPanel key={group.id} group={group} siblings={groups} ask={ask} />
      ))}
    </>
  );
}
