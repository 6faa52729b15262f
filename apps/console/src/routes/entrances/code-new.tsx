import { useMemo } from "react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "@shuke/kit-ui";
import { CodeForm } from "../../features/codes/code-form.tsx";
import { createInput, emptyDraft } from "../../features/codes/draft.ts";
import { useDraft } from "../../features/codes/use-draft.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { LinkButton } from "../../kit/links.tsx";

const route = getRouteApi("/shell/codes/new");

export function CodeNew() {
  const { t } = useWords();
  const { kind = "staff" } = route.useSearch();
  const navigate = useNavigate();
  const start = useMemo(() => emptyDraft(kind), [kind]);
  const { draft, change, drop, restored } = useDraft("new-code", start);
  const create = useAct("liveCodes.create", {
    inline: true,
    refresh: ["liveCodes", "groups", "tags", "analytics"],
    said: (code) => t("codes.form.created", { name: code.name }),
    onDone: (code) => {
      drop();
      void navigate({ to: "/codes/$id", params: { id: code.id } });
    },
  });
  return (
    <>
      <PageHeader back={<Link to="/codes">← {t("codes.back")}</Link>} title={t("codes.new")} />
      <CodeForm
        draft={draft}
        change={change}
        drop={drop}
        restored={restored}
        editing={false}
        busy={create.isPending}
        problem={create.isError ? <Failed error={create.error} /> : null}
        submit={() => create.mutate(createInput(draft))}
        cancel={<LinkButton to="/codes">{t("common.cancel")}</LinkButton>}
      />
    </>
  );
}
