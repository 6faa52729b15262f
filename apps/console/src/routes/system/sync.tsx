import { Button } from "antd";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "@shuke/kit-ui";
import { Certificates, newestOf } from "../../features/sync/certificates.tsx";
import { HistoryDrawer } from "../../features/sync/history-drawer.tsx";
import { running } from "../../features/sync/state.tsx";
import { Truth } from "../../features/sync/truth.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { clean } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/system/sync");

/** Does what we hold agree with WeCom, and if not: what is missing, since when, and what to do about it. */
export function Sync() {
  const { t } = useWords();
  const can = useCan();
  const { family } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (name: string | undefined) => void navigate({ search: clean({ family: name }), replace: name === undefined });
  const certificates = useCall(
    "sync.certificates",
    {},
    { refetchInterval: (held) => (held.state.data?.items.some(running) ? 2_000 : 30_000) },
  );
  const run = useAct("sync.run", { refresh: ["sync"], said: (out) => t("sync.queued", { count: out.queued }) });
  return (
    <>
      <PageHeader
        title={t("sync.title")}
        sentence={t("sync.sentence")}
        actions={
          <Button type="primary" loading={run.isPending} disabled={!can("system.write")} onClick={() => run.mutate({})}>
            {t("sync.run")}
          </Button>
        }
      />
      <div className="stack">
        <Loaded query={certificates}>{({ items }) => <Certificates rows={newestOf(items)} onOpen={open} />}</Loaded>
        <Truth />
      </div>
      {family === undefined ? null : <HistoryDrawer family={family} onClose={() => open(undefined)} />}
    </>
  );
}
