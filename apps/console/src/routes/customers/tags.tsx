import { getRouteApi, Link } from "@tanstack/react-router";
import { CardSkeleton, EmptyState, FilterBar, PageHeader, Panel } from "@shuke/kit-ui";
import { Button } from "antd";
import { useTags } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { clean, join } from "../../kit/search.ts";

const route = getRouteApi("/shell/tags");

export function Tags() {
  const { t } = useWords();
  const { query = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const tags = useTags();
  const wanted = query.toLowerCase();
  const groups = (tags.data?.groups ?? [])
    .map((group) => ({
      ...group,
      tags: group.name.toLowerCase().includes(wanted) ? group.tags : group.tags.filter((tag) => tag.name.toLowerCase().includes(wanted)),
    }))
    .filter((group) => wanted === "" || group.tags.length > 0);
  const count = (tags.data?.groups ?? []).reduce((total, group) => total + group.tags.length, 0);

  return (
    <>
      <PageHeader title={t("tags.title")} count={tags.data ? t("common.total", { count }) : null} sentence={t("tags.sentence")} />
      <FilterBar
        clearWord={t("common.clear")}
        filters={[{ kind: "text", key: "query", label: t("tags.search") }]}
        values={{ query }}
        onChange={(patch) => void navigate({ replace: true, search: clean({ query: join(patch["query"]) }) })}
      />
      {tags.isError ? <Failed error={tags.error} retry={() => void tags.refetch()} /> : null}
      {tags.isPending ? <CardSkeleton label={t("common.loading")} rows={5} /> : null}
      {tags.data && count === 0 ? (
        <EmptyState
          sentence={t("tags.empty")}
          button={
            <Link to="/codes/new">
              <Button type="primary">{t("customers.emptyButton")}</Button>
            </Link>
          }
          link={<Link to="/playbooks">{t("customers.emptyLink")}</Link>}
        />
      ) : null}
      {count > 0 && groups.length === 0 ? <EmptyState art="none" sentence={t("tags.nothing", { query })} /> : null}
      <div className="stack">
        {groups.map((group) => (
          <Panel key={group.id} title={group.name} note={t("tags.tagsIn", { count: group.tags.length })}>
            <div className="tag-grid">
              {group.tags.map((tag) => (
                <Link key={tag.id} to="/customers" search={{ tags: tag.id }}>
                  <strong>{tag.name}</strong>
                  <span>{t("tags.people", { count: tag.people })}</span>
                </Link>
              ))}
            </div>
          </Panel>
        ))}
      </div>
    </>
  );
}
