import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { rootOf } from "../../features/segments/catalog.ts";
import { SegmentForm } from "../../features/segments/segment-form.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";

const route = getRouteApi("/shell/segments/$id/edit");

export function SegmentEdit() {
  const { t } = useWords();
  const { id } = route.useParams();
  // Read once: what somebody else saves meanwhile must not change what is being edited.
  const query = useCall("segments.get", { id }, { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 });
  return (
    <Loaded query={query} head={{ title: t("segments.title"), back: <Link to="/segments">← {t("segments.back")}</Link> }}>
      {(found) => <Edit found={found} />}
    </Loaded>
  );
}

function Edit({ found: { segment, tree } }: { found: Output<"segments.get"> }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { id, version, name, description } = segment;
  const update = useAct("segments.update", {
    inline: true,
    refresh: ["segments"],
    said: () => t("segments.editor.saved"),
    onDone: () => void navigate({ to: "/segments/$id", params: { id } }),
  });
  return (
    <>
      <PageHeader
        back={
          <Link to="/segments/$id" params={{ id }}>
            ← {name}
          </Link>
        }
        title={t("segments.editor.editTitle", { name })}
        sentence={segment.members === null ? "" : t("segments.editor.willSave", { count: segment.members })}
      />
      <SegmentForm
        start={{ name, description, note: "", root: rootOf(tree) }}
        self={id}
        busy={update.isPending}
        problem={update.isError ? <Failed error={update.error} /> : null}
        cancel={
          <LinkButton to="/segments/$id" params={{ id }}>
            {t("common.cancel")}
          </LinkButton>
        }
        save={(draft, next) =>
          update.mutate({ id, version, name: draft.name, description: draft.description, note: draft.note, tree: next })
        }
      />
    </>
  );
}
