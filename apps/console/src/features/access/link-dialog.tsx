import { Alert, App, Button, Input, Modal } from "antd";
import { CopyOutlined } from "@ant-design/icons";
import { useWords } from "../../i18n.ts";

export type Shown = { name: string; kind: "invite" | "reset"; link: { url: string; expiresAt: string } | null };

/** The one-time link, this once: closing it by a slip of the hand would lose it, so only the button closes it. */
export function LinkDialog({ shown: { name, kind, link }, onClose }: { shown: Shown; onClose: () => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  if (link === null) {
    return (
      <Modal
        open
        title={t("users.link.wecomTitle", { name })}
        onCancel={onClose}
        footer={
          <Button type="primary" onClick={onClose}>
            {t("users.link.ok")}
          </Button>
        }
      >
        <p>{t("users.link.wecom")}</p>
      </Modal>
    );
  }
  return (
    <Modal
      open
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t(kind === "invite" ? "users.link.inviteTitle" : "users.link.resetTitle", { name })}
      footer={[
        <Button key="ok" onClick={onClose}>
          {t("users.link.ok")}
        </Button>,
        <Button
          key="copy"
          type="primary"
          icon={<CopyOutlined />}
          onClick={() => void navigator.clipboard?.writeText(link.url).then(() => message.success(t("common.copied")))}
        >
          {t("users.link.copy")}
        </Button>,
      ]}
    >
      <div className="stack">
        <Input.TextArea
          readOnly
          autoSize
          value={link.url}
          className="mono"
          aria-label={t("users.link.copy")}
          onFocus={(event) => event.target.select()}
        />
        <Alert type="warning" showIcon title={t("users.link.once", { hours: kind === "invite" ? 72 : 24 })} />
      </div>
    </Modal>
  );
}
