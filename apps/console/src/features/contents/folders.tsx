import { useState } from "react";
import { Button, Input, Modal, Popconfirm, Popover, Switch } from "antd";
import { EmptyState } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

/** Folders: made, renamed, deleted; what is in one stays. */
export function FoldersDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { data } = useCall("contents.folders", {});
  const [name, setName] = useState("");
  const refresh = ["contents"];
  const save = useAct("contents.saveFolder", { refresh, said: () => t("contents.folders.saved"), onDone: () => setName("") });
  const remove = useAct("contents.removeFolder", { refresh, said: () => t("contents.folders.removed") });
  return (
    <Modal open title={t("contents.folders.title")} footer={null} onCancel={onClose} destroyOnHidden>
      <div className="stack">
        {data?.folders.length === 0 ? <EmptyState art="none" sentence={t("contents.folders.none")} /> : null}
        {data?.folders.map((one) => (
          <div key={`${one.id}:${one.name}`} className="row content-folder">
            <Input
              aria-label={`${t("contents.folders.rename")} ${one.name}`}
              defaultValue={one.name}
              maxLength={30}
              onBlur={({ target: { value } }) => {
                const next = value.trim();
                if (next !== "" && next !== one.name) save.mutate({ id: one.id, name: next });
              }}
              onPressEnter={(event) => event.currentTarget.blur()}
            />
            <span className="soft small nowrap">{t("contents.folders.count", { count: one.contents })}</span>
            <Popconfirm
              title={t("contents.folders.removeAsk", { name: one.name })}
              okText={t("contents.folders.remove")}
              cancelText={t("common.cancel")}
              onConfirm={() => remove.mutate({ id: one.id })}
            >
              <Button size="small" danger>
                {t("contents.folders.remove")}
              </Button>
            </Popconfirm>
          </div>
        ))}
        <form
          className="row content-folder"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") save.mutate({ name: name.trim() });
          }}
        >
          <Input
            aria-label={t("contents.folders.name")}
            placeholder={t("contents.folders.name")}
            maxLength={30}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button htmlType="submit" type="primary" disabled={name.trim() === ""} loading={save.isPending}>
            {t("contents.folders.add")}
          </Button>
        </form>
      </div>
    </Modal>
  );
}

/** Whether a second person must look; who may set it sees it. */
export function ApprovalSetting() {
  const { t } = useWords();
  const can = useCan()("system.write");
  const { data } = useCall("contents.settings", {}, { enabled: can });
  const set = useAct("contents.setSettings", {
    refresh: ["contents"],
    said: (_, { approval }) => t(approval ? "contents.approval.on" : "contents.approval.off"),
  });
  if (!can) return null;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div style={{ maxWidth: 300 }}>
          <label className="row">
            <Switch checked={data?.approval ?? false} loading={set.isPending} onChange={(approval) => set.mutate({ approval })} />
            <strong>{t("contents.approval.title")}</strong>
          </label>
          <p className="small soft">{t("contents.approval.hint")}</p>
        </div>
      }
    >
      <Button>{t("contents.approval.open")}</Button>
    </Popover>
  );
}
