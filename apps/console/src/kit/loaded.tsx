import type { ReactNode } from "react";
import { CardSkeleton, PageHeader } from "@shuke/kit-ui";
import { useWords } from "../i18n.ts";
import { Failed } from "./bits.tsx";

type Read<T> = { data: T | undefined; isError: boolean; error: unknown; refetch: () => unknown };

/** What is shown of something that is being read: a skeleton in its shape, the problem under the page's head, or the thing. */
export function Loaded<T>({
  query,
  head,
  rows = 8,
  children,
}: {
  query: Read<T>;
  /** What the page is called while there is nothing to show, and the way back. */
  head?: { title: string; back?: ReactNode; sentence?: string };
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  const { t } = useWords();
  if (query.isError) {
    return (
      <>
        {head ? <PageHeader {...head} /> : null}
        <Failed error={query.error} retry={() => void query.refetch()} />
      </>
    );
  }
  return query.data === undefined ? <CardSkeleton label={t("common.loading")} rows={rows} /> : <>{children(query.data)}</>;
}
