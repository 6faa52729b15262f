import { App, Button } from "antd";
import type { LiveCode } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCan } from "../../session.tsx";
import { broughtBy } from "./figures.ts";

/** Pausing says beforehand what it will do and what it leaves alone. Resuming can be undone, so it asks nothing. */
export function PauseButton({ code, small = false }: { code: LiveCode; small?: boolean }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const update = useAct("liveCodes.update", {
    refresh: ["liveCodes", "analytics"],
    said: (out) => t(out.state === "paused" ? "codes.paused" : "codes.resumed", { name: out.name }),
  });
  const pause = () =>
    void modal.confirm({
      title: t("codes.pauseTitle", { name: code.name }),
      content: t(code.kind === "staff" ? "codes.pauseStaffSay" : "codes.pauseSay", {
        count: broughtBy(code).came,
      }),
      okText: t("codes.pause"),
      okButtonProps: { danger: true },
      cancelText: t("common.cancel"),
      onOk: () => update.mutateAsync({ id: code.id, state: "paused" }).catch(() => null),
    });
  return (
    <Button
      {...(small ? { size: "small" as const, type: "link" as const } : {})}
      disabled={!can("entrances.write")}
      loading={update.isPending}
      onClick={() => (code.state === "active" ? pause() : update.mutate({ id: code.id, state: "active" }))}
    >
      {code.state === "active" ? t("codes.pause") : t("codes.resume")}
    </Button>
  );
}
