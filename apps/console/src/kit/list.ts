import { useMemo } from "react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { Input, Name, Output } from "../api.ts";
import { call } from "../api.ts";

type Page<T> = { items: T[]; nextCursor: string | null; total?: number | undefined };
/** Endpoints that answer page by page. */
type Listed = { [K in Name]: "cursor" extends keyof Input<K> ? (Output<K> extends Page<object> ? K : never) : never }[Name];
type RowOf<K extends Name> = Output<K> extends Page<infer T> ? T : never;

export type List<T> = {
  rows: T[] | undefined;
  total: number | undefined;
  error: unknown;
  loading: boolean;
  retry: () => void;
  more: { load: () => void; busy: boolean } | undefined;
};

/** Pages by keyset: what has been read stays, the next page is appended. */
export function usePages<K extends Listed>(name: K, input: Input<K>): List<RowOf<K>> {
  const query = useInfiniteQuery({
    queryKey: [name, "pages", input],
    queryFn: async ({ pageParam, signal }): Promise<Page<RowOf<K>>> =>
      (await call(name, { ...input, ...(pageParam ? { cursor: pageParam } : {}) }, signal)) as Page<RowOf<K>>,
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return {
    rows,
    total: query.data?.pages[0]?.total,
    error: query.isError && rows === undefined ? query.error : null,
    loading: query.isPending,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? { load: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } : undefined,
  };
}
