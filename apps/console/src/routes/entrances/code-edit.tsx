import { useMemo } from "react";
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import type { LiveCode } from "@shuke/contract";
import { CardSkeleton, PageHeader } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { CodeForm } from "../../features/codes/code-form.tsx";
import { draftOf, updateInput } from "../../features/codes/draft.ts";
import { useDraft } from "../../features/codes/use-draft.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";

const route = getRouteApi("/shell/codes/$id/edit");

export function CodeEdit() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useQuery({
    queryKey: ["liveCodes.get", id],
    queryFn: ({ signal }) => call("liveCodes.get", { id }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <PageHeader
        back={
          <Link to="/codes/$id" params={{ id }}>
            ← {query.data?.name ?? t("codes.back")}
          </Link>
        }
        title={t("codes.edit")}
      />
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <CardSkeleton label={t("common.loading")} rows={8} /> : null}
      {query.data ? <Editor key={query.data.id} code={query.data} /> : null}
    </>
  );
}

function Editor({ code }: { code: LiveCode }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const start = useMemo(() => draftOf(code), [code]);
  const { draft, change, drop, restored } = useDraft(`code-${code.id}`, start);
  const update = useAct("liveCodes.update", {
    inline: true,
    refresh: ["liveCodes", "groups", "tags"],
    said: (out) => t("codes.form.saved", { name: out.name }),
    onDone: (out) => {
      drop();
      void navigate({ to: "/codes/$id", params: { id: out.id } });
    },
  });
  return (
    <CodeForm
      draft={draft}
      change={change}
      drop={drop}
      restored={restored}
      editing
      busy={update.isPending}
      problem={update.isError ? <Failed error={update.error} /> : null}
      submit={() => update.mutate(updateInput(draft, code))}
      cancel={
        <Link to="/codes/$id" params={{ id: code.id }}>
          <Button>{t("common.cancel")}</Button>
        </Link>
      }
    />
  );
}
