import { useState } from "react";
import { Checkbox, Select } from "antd";
import type { TalkWhom } from "@shuke/contract";
import { groupClasses } from "@shuke/contract/talk-words";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";

export const choices = ({ groupIds, storeIds, classes }: TalkWhom): number => groupIds.length + storeIds.length + classes.length;

/** Whom it concerns: groups by name, by store, by class, and how many that makes. */
export function WhomFields({ whom, change }: { whom: TalkWhom; change: (patch: Partial<TalkWhom>) => void }) {
  const { phrases } = useWords();
  const [typed, setTyped] = useState("");
  const [shop, setShop] = useState("");
  const groups = useCall("groups.list", { ...(typed === "" ? {} : { query: typed }), limit: 50 }, { staleTime: 60_000 });
  const stores = useCall("stores.list", { ...(shop === "" ? {} : { query: shop }), limit: 30 }, { staleTime: 60_000 });
  const words = phrases.talks.edit;
  return (
    <>
      <label className="field" htmlFor="talk-groups">
        {words.groups}
        <Select
          id="talk-groups"
          mode="multiple"
          style={{ width: "100%" }}
          showSearch={{ filterOption: false, onSearch: setTyped }}
          value={whom.groupIds}
          options={(groups.data?.items ?? []).map((row) => ({ value: row.id, label: `${row.name} · ${row.ownerName}` }))}
          onChange={(groupIds) => change({ groupIds })}
        />
      </label>
      <label className="field" htmlFor="talk-stores">
        {words.stores}
        <Select
          id="talk-stores"
          mode="multiple"
          style={{ width: "100%" }}
          showSearch={{ filterOption: false, onSearch: setShop }}
          value={whom.storeIds}
          options={(stores.data?.items ?? []).map((row) => ({ value: row.id, label: `${row.name} · ${row.city}` }))}
          onChange={(storeIds) => change({ storeIds })}
        />
      </label>
      <div className="talk-classes" role="group" aria-labelledby="talk-classes">
        <span id="talk-classes">{words.classes}</span>
        <Checkbox.Group
          value={whom.classes}
          options={groupClasses.map((value) => ({ value, label: words.classNames[value] }))}
          onChange={(chosen) => change({ classes: groupClasses.filter((one) => chosen.includes(one)) })}
        />
        <span className="soft small">{words.classHint}</span>
      </div>
      <Reach whom={whom} />
    </>
  );
}

function Reach({ whom }: { whom: TalkWhom }) {
  const { t } = useWords();
  const { groupIds, storeIds, classes } = whom;
  const chosen = choices(whom) > 0;
  const { data } = useCall("talks.reach", { groupIds, storeIds, classes }, { enabled: chosen, staleTime: 30_000 });
  const grows = storeIds.length + classes.length > 0;
  const words = (count: number) => (grows ? t("talks.edit.reach", { count }) : t("talks.edit.reachFixed", { count }));
  return (
    <p className="soft" role="status">
      {!chosen ? t("talks.edit.reachNone") : data === undefined ? "…" : words(data.groups)}
    </p>
  );
}
