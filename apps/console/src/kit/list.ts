import { useMemo } from "react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

type Page<T> = { items: T[]; nextCursor: string | null; total?: number | undefined };

export type List<T> = {
  rows: T[] | undefined;
  total: number | undefined;
  error: unknown;
  loading: boolean;
  retry: () => void;
  more: { load: () => void; busy: boolean } | undefined;
};

/** Pages by keyset: what has been read stays, the next page is appended. `key[0]` is the endpoint's name. */
export function usePages<T>(
  key: readonly [string, ...unknown[]],
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): List<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<T>) => last.nextCursor,
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
