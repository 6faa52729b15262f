import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState, FilterBar, PageHeader, Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useTags } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
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
  const { query = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const tags = useTags();
  return (
    <>
      <PageHeader
        title={t("tags.title")}
        count={tags.data ? t("common.total", { count: countOf(tags.data.groups) }) : null}
        sentence={t("tags.sentence")}
      />
      <FilterBar
        clearWord={t("common.clear")}
        filters={[{ kind: "text", key: "query", label: t("tags.search") }]}
        values={{ query }}
        onChange={(patch) => void navigate({ replace: true, search: clean({ query: join(patch["query"]) }) })}
      />
      <Loaded query={tags} rows={5}>
        {({ groups }) => <TagGroups groups={groups} query={query} />}
      </Loaded>
    </>
  );
}

function TagGroups({ groups, query }: { groups: Groups; query: string }) {
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
    <div className="stack">
      {shown.map((group) => (
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
  );
}
