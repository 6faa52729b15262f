import { useState } from "react";
import type { Filter } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";
import { useReaches, useSession } from "../../session.tsx";

export type Option = { value: string; label: string };

/** Staff who can be chosen from; five minutes old at most. */
export function useStaffOptions(): { options: Option[]; followers: Option[]; nameOf: (userId: string) => string; loading: boolean } {
  const query = useCall("org.staff", { limit: 500 }, { staleTime: 300_000 });
  const rows = query.data?.items ?? [];
  const names = new Map(rows.map((row) => [row.userId, row.name]));
  const option = (row: { userId: string; name: string }) => ({ value: row.userId, label: row.name });
  return {
    options: rows.map(option),
    followers: rows.filter((row) => row.follows).map(option),
    nameOf: (userId) => names.get(userId) ?? userId,
    loading: query.isPending,
  };
}

/** Stores by typing; the chosen one is always among them, under its name. */
export function useStoreOptions(chosen: string | undefined): { options: Option[]; search: (text: string) => void; loading: boolean } {
  const [text, setText] = useState("");
  const enabled = useReaches()("stores.list");
  const found = useCall("stores.list", { ...(text === "" ? {} : { query: text }), limit: 30 }, { enabled, staleTime: 60_000 });
  const own = useCall("stores.get", { id: chosen ?? "" }, { enabled: enabled && chosen !== undefined, staleTime: 300_000 });
  const rows = [...(own.data ? [own.data] : []), ...(found.data?.items ?? []).filter((row) => row.id !== own.data?.id)];
  return {
    options: rows.map((row) => ({ value: row.id, label: `${row.name} · ${row.city}` })),
    search: setText,
    loading: found.isFetching,
  };
}

/** Whether she has stores to choose from: a group owner or guide reads the directory of others, or none. */
export function useHasStores(): boolean {
  const reaches = useReaches();
  const { role } = useSession().user;
  return reaches("stores.list") && role !== "groupOwner" && role !== "guide";
}

/** The same as a filter above a list: `store` in the address. None for whoever may not read stores. */
export function useStoreFilter(chosen: string | undefined): Filter[] {
  const { t } = useWords();
  const reaches = useReaches();
  const { options, search, loading } = useStoreOptions(chosen);
  if (!reaches("stores.list")) return [];
  return [{ kind: "select", key: "store", label: t("common.store"), options, onSearch: search, loading, width: 180 }];
}

/** `watch`: what WeCom has not done yet is looked at again, by the page that shows it. */
export const useTags = ({ watch = false } = {}) =>
  useCall(
    "tags.list",
    {},
    {
      staleTime: 60_000,
      refetchInterval: (query) => (watch && query.state.data?.changes.some(({ state }) => state === "asked") ? 4000 : false),
    },
  );

/** Tags under the names of their groups. */
export function useTagOptions(): Array<{ label: string; options: Option[] }> {
  const { data } = useTags();
  return (data?.groups ?? []).map((group) => ({
    label: group.name,
    options: group.tags.map(({ id, name }) => ({ value: id, label: name })),
  }));
}

/** Names of playbooks; whoever may not read them is shown keys. */
export function useBooks(wanted = true) {
  const enabled = useReaches()("playbooks.list") && wanted;
  return useCall("playbooks.list", {}, { enabled, staleTime: 60_000 });
}
