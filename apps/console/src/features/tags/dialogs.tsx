import { useState } from "react";
import { AutoComplete, Form, Input, Modal } from "antd";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { linesOf } from "../../kit/lines.ts";
import { useCall } from "../../kit/use-call.ts";

type Group = Output<"tags.list">["groups"][number];
/** What a dialog of this page is about. */
export type Target = { what: "tag" | "group"; id: string; name: string };

export function NewTags({ groups, group: into, onClose }: { groups: readonly Group[]; group: string; onClose: () => void }) {
  const { t } = useWords();
  const [group, setGroup] = useState(into);
  const [names, setNames] = useState("");
  const create = useAct("tags.create", { inline: true, refresh: ["tags"], onDone: onClose, said: () => t("tagEdit.asked") });
  const lines = linesOf(names);
  return (
    <Modal
      open
      title={t("tagEdit.newTags")}
      okText={t("tagEdit.create")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: group.trim() === "" || lines.length === 0, loading: create.isPending }}
      onOk={() => create.mutate({ group: group.trim(), names: lines })}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t("tagEdit.group")} extra={t("tagEdit.groupHint")} htmlFor="tag-group">
          <AutoComplete
            id="tag-group"
            style={{ width: "100%" }}
            value={group}
            options={groups.map(({ name }) => ({ value: name }))}
            showSearch={{ filterOption: (text, option) => (option?.value ?? "").includes(text) }}
            onChange={(next: string) => setGroup(next)}
          />
        </Form.Item>
        <Form.Item label={t("tagEdit.names")} extra={t("tagEdit.namesHint")} htmlFor="tag-names">
          <Input.TextArea
            id="tag-names"
            autoFocus
            autoSize={{ minRows: 3, maxRows: 10 }}
            value={names}
            onChange={(event) => setNames(event.target.value)}
          />
        </Form.Item>
        {create.isError ? <Failed error={create.error} /> : null}
      </Form>
    </Modal>
  );
}

export function Rename({ target, onClose }: { target: Target; onClose: () => void }) {
  const { t } = useWords();
  const [name, setName] = useState(target.name);
  const rename = useAct("tags.rename", { inline: true, refresh: ["tags"], onDone: onClose, said: () => t("tagEdit.asked") });
  const save = () => rename.mutate({ what: target.what, id: target.id, name: name.trim() });
  return (
    <Modal
      open
      title={t("tagEdit.renameTitle", { name: target.name })}
      okText={t("tagEdit.rename")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: name.trim() === "" || name.trim() === target.name, loading: rename.isPending }}
      onOk={save}
      onCancel={onClose}
      destroyOnHidden
    >
      <Input
        autoFocus
        aria-label={t("tagEdit.newName")}
        maxLength={30}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onPressEnter={save}
      />
      {rename.isError ? <Failed error={rename.error} /> : null}
    </Modal>
  );
}

/** What goes with it, before it goes: WeCom cannot bring marks back. */
export function Remove({ target, onClose }: { target: Target; onClose: () => void }) {
  const { t } = useWords();
  const what = target.what === "tag" ? { tagIds: [target.id] } : { groupId: target.id };
  const query = useCall("tags.consequences", what);
  const remove = useAct("tags.remove", { refresh: ["tags", "customers"], onDone: onClose, said: () => t("tagEdit.asked") });
  return (
    <Modal
      open
      title={t("tagEdit.removeTitle", { name: target.name })}
      okText={t("tagEdit.removeGo")}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: true, disabled: query.data === undefined, loading: remove.isPending }}
      onOk={() => remove.mutate(what)}
      onCancel={onClose}
      destroyOnHidden
    >
      {query.isError ? <Failed error={query.error} /> : null}
      {query.data ? (
        <>
          <p>{query.data.marks > 0 ? t("tagEdit.removeSay", { marks: query.data.marks }) : t("tagEdit.removeNone")}</p>
          {query.data.uses.length > 0 ? (
            <>
              <p>{t("tagEdit.removeUses")}</p>
              <ul>
                {query.data.uses.map((use) => (
                  <li key={`${use.kind} ${use.id}`}>{use.name}</li>
                ))}
              </ul>
            </>
          ) : null}
        </>
      ) : null}
    </Modal>
  );
}
