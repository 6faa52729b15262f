import { useMemo } from "react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import type { LiveCode } from "@shuke/contract";
import { PageHeader } from "@shuke/kit-ui";
import { CodeForm } from "../../features/codes/code-form.tsx";
import { draftOf, updateInput } from "../../features/codes/draft.ts";
import { useDraft } from "../../features/codes/use-draft.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";

const route = getRouteApi("/shell/codes/$id/edit");

export function CodeEdit() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("liveCodes.get", { id }, { staleTime: Number.POSITIVE_INFINITY });
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
      <Loaded query={query}>{(code) => <Editor key={code.id} code={code} />}</Loaded>
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
        <LinkButton to="/codes/$id" params={{ id: code.id }}>
          {t("common.cancel")}
        </LinkButton>
      }
    />
  );
}
