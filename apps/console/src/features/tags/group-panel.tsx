import { Button, Dropdown } from "antd";
import { MoreOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { moved } from "../../kit/moved.ts";
import { useCan } from "../../session.tsx";
import type { Target } from "./dialogs.tsx";

type Group = Output<"tags.list">["groups"][number];
export type Ask = { kind: "new"; group: string } | { kind: "rename" | "remove"; target: Target };

type Props = { group: Group; siblings: readonly Group[]; ask: (what: Ask) => void };

/** One group of tags: each leads to its people, and what can be done to it is beside it. */
export function GroupPanel({ group, siblings, ask }: Props) {
  const { t } = useWords();
  const can = useCan();
  const canWrite = can("customers.write");
  return (
    <Panel
      title={group.name}
      note={t("tags.tagsIn", { count: group.tags.length })}
      extra={canWrite ? <Menu target={{ what: "group", id: group.id, name: group.name }} among={siblings} ask={ask} /> : null}
    >
      <div className="tag-grid">
        {group.tags.map((tag) => (
          <span key={tag.id} className="tag-cell">
            <Link to="/customers" search={{ tags: tag.id }}>
              <strong>{tag.name}</strong>
              {tag.people === null ? null : <span>{t("tags.people", { count: tag.people })}</span>}
            </Link>
            {canWrite ? (
              <Menu
                target={{ what: "tag", id: tag.id, name: tag.name }}
                among={siblings.find(({ id }) => id === group.id)?.tags ?? group.tags}
                ask={ask}
              />
            ) : null}
          </span>
        ))}
      </div>
    </Panel>
  );
}

function Menu({ target, among, ask }: { target: Target; among: ReadonlyArray<{ id: string }>; ask: (what: Ask) => void }) {
  const { t } = useWords();
  const order = useAct("tags.order", { refresh: ["tags"], said: () => t("tagEdit.asked") });
  const ids = among.map(({ id }) => id);
  const at = ids.indexOf(target.id);
  const move = (by: number) => order.mutate({ what: target.what, ids: moved(ids, at, by) });
  const isGroup = target.what === "group";
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          ...(isGroup ? [{ key: "new", label: t("tagEdit.addTo"), onClick: () => ask({ kind: "new", group: target.name }) }] : []),
          { key: "rename", label: t("tagEdit.rename"), onClick: () => ask({ kind: "rename", target }) },
          { key: "up", label: t("tagEdit.up"), disabled: at === 0, onClick: () => move(-1) },
          { key: "down", label: t("tagEdit.down"), disabled: at === among.length - 1, onClick: () => move(1) },
          { key: "remove", label: t("tagEdit.remove"), danger: true, onClick: () => ask({ kind: "remove", target }) },
        ],
      }}
    >
      <Button
        type="text"
        size="small"
        icon={<MoreOutlined />}
        aria-label={t(isGroup ? "tagEdit.groupMenu" : "tagEdit.tagMenu", { name: target.name })}
      />
    </Dropdown>
  );
}
