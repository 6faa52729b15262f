import { Link, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "@shuke/kit-ui";
import { rootOf } from "../../features/segments/catalog.ts";
import { SegmentForm } from "../../features/segments/segment-form.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { LinkButton } from "../../kit/links.tsx";

export function SegmentNew() {
  const { t } = useWords();
  const navigate = useNavigate();
  const create = useAct("segments.create", {
    inline: true,
    refresh: ["segments"],
    said: () => t("segments.editor.saved"),
    onDone: ({ id }) => void navigate({ to: "/segments/$id", params: { id } }),
  });
  return (
    <>
      <PageHeader back={<Link to="/segments">← {t("segments.back")}</Link>} title={t("segments.editor.newTitle")} />
      <SegmentForm
        start={{ name: "", description: "", note: "", root: { ...rootOf(undefined), of: [{ kind: "relation", in: ["friend"] }] } }}
        busy={create.isPending}
        problem={create.isError ? <Failed error={create.error} /> : null}
        cancel={<LinkButton to="/segments">{t("common.cancel")}</LinkButton>}
        save={({ name, description }, tree) => create.mutate({ name, description, tree })}
      />
    </>
  );
}
