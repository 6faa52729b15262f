import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { call } from "../../api.ts";

export type Option = { value: string; label: string };

/** Staff who can be chosen from; five minutes old at most. */
export function useStaffOptions(): { options: Option[]; followers: Option[]; nameOf: (userId: string) => string; loading: boolean } {
  const query = useQuery({
    queryKey: ["org.staff", "options"],
    queryFn: ({ signal }) => call("org.staff", { limit: 500 }, signal),
    staleTime: 300_000,
  });
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
export function useStoreOptions(chosen: string | undefined): {
  options: Option[];
  search: (text: string) => void;
  loading: boolean;
  nameOf: (id: string) => string;
} {
  const [text, setText] = useState("");
  const found = useQuery({
    queryKey: ["stores.list", "options", text],
    queryFn: ({ signal }) => call("stores.list", { ...(text === "" ? {} : { query: text }), limit: 30 }, signal),
    staleTime: 60_000,
  });
  const own = useQuery({
    queryKey: ["stores.get", chosen],
    queryFn: ({ signal }) => call("stores.get", { id: chosen ?? "" }, signal),
    enabled: chosen !== undefined,
    staleTime: 300_000,
  });
  const rows = [...(own.data ? [own.data] : []), ...(found.data?.items ?? []).filter((row) => row.id !== own.data?.id)];
  return {
    options: rows.map((row) => ({ value: row.id, label: `${row.name} · ${row.city}` })),
    search: setText,
    loading: found.isFetching,
    nameOf: (id) => rows.find((row) => row.id === id)?.name ?? id,
  };
}

export function useTags() {
  return useQuery({ queryKey: ["tags.list"], queryFn: ({ signal }) => call("tags.list", {}, signal), staleTime: 60_000 });
}
