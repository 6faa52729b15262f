import { App, Button, Dropdown } from "antd";
import { MoreOutlined } from "@ant-design/icons";
import { useRouter } from "@tanstack/react-router";
import type { Account } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCan } from "../../session.tsx";
import type { Shown } from "./link-dialog.tsx";

const refresh = ["accounts"];

/** What may be done with an account, by where it stands and whose it is. */
export function AccountWays({ account, edit, show }: { account: Account; edit: () => void; show: (shown: Shown) => void }) {
  const { t } = useWords();
  const { modal, notification } = App.useApp();
  const router = useRouter();
  const can = useCan();
  const { userId, name, state, email, isMe, mayChange } = account;
  const enable = useAct("accounts.enable", { refresh, said: () => t("users.said.enabled", { name }) });
  const disable = useAct("accounts.disable", {
    refresh,
    onDone: () => {
      const key = `disabled-${userId}`;
      const undo = () => {
        notification.destroy(key);
        enable.mutate({ userId });
      };
      notification.success({
        key,
        title: t("users.said.disabled", { name }),
        actions: <Button onClick={undo}>{t("users.undo")}</Button>,
        duration: 10,
      });
    },
  });
  const remove = useAct("accounts.remove", { refresh, said: () => t("users.said.removed", { name }) });
  const reset = useAct("accounts.resetPassword", {
    refresh,
    onDone: ({ link }) => show({ name, kind: state === "invited" ? "invite" : "reset", link }),
  });
  const ask = (what: "disable" | "remove" | "reset", okText: string, danger: boolean, onOk: () => void) =>
    void modal.confirm({
      title: t(`users.sure.${what}`, { name }),
      content: t(`users.sure.${what}Say`),
      okText,
      okButtonProps: { danger },
      cancelText: t("common.cancel"),
      onOk,
    });
  const writes = can("accounts.write") && mayChange;
  const items = [
    { key: "edit", label: t("users.actions.edit"), disabled: !writes },
    ...(email === null || state === "disabled"
      ? []
      : [{ key: "reset", label: t(state === "invited" ? "users.actions.newLink" : "users.actions.reset"), disabled: !writes }]),
    { key: "records", label: t("users.records"), disabled: !can("audit.read") },
    ...(isMe
      ? []
      : [
          { type: "divider" as const, key: "line" },
          state === "disabled"
            ? { key: "enable", label: t("users.actions.enable"), disabled: !writes }
            : { key: "disable", label: t("users.actions.disable"), disabled: !writes },
          { key: "remove", label: t("users.actions.remove"), danger: true, disabled: !writes },
        ]),
  ];
  const run: Record<string, () => void> = {
    edit,
    records: () => void router.navigate({ to: "/system/audit", search: { person: userId } }),
    // A link that nobody has used yet is replaced without a question: nothing is lost by it.
    reset: () =>
      state === "invited" ? reset.mutate({ userId }) : ask("reset", t("users.actions.reset"), false, () => reset.mutate({ userId })),
    enable: () => enable.mutate({ userId }),
    disable: () => ask("disable", t("users.actions.disable"), true, () => disable.mutate({ userId })),
    remove: () => ask("remove", t("users.actions.remove"), true, () => remove.mutate({ userId })),
  };
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => run[key]?.() }}>
      <Button
        type="text"
        icon={<MoreOutlined />}
        aria-label={t("users.actions.more", { name })}
        title={mayChange ? undefined : t("users.cannot")}
        loading={reset.isPending}
      />
    </Dropdown>
  );
}
