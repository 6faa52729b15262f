import { WecomPagingError } from "./errors.ts";

/** An answer of a cursor API. */
export type CursorPage = { next_cursor?: string };

// Far above any real list (500,000 ways ÷ 100 per page); stops an endless stream of new cursors.
const MAX_PAGES = 200_000;

/**
 * Walks a cursor API page by page until `next_cursor` is empty. Empty pages with a cursor are passed over to the caller
 * like any other. A cursor that comes twice throws WecomPagingError, a failing page throws its own error:
 * the walk never ends quietly with a part of the list.
 */
export async function* pages<P extends CursorPage>(
  fetchPage: (cursor: string | undefined) => Promise<P>,
  options: { cursor?: string | undefined; maxPages?: number } = {},
): AsyncGenerator<P, void, void> {
  const maxPages = options.maxPages ?? MAX_PAGES;
  const seen = new Set<string>();
  let cursor = options.cursor === "" ? undefined : options.cursor;
  if (cursor !== undefined) seen.add(cursor);
  for (let count = 1; ; count += 1) {
    const page = await fetchPage(cursor);
    const next = page.next_cursor ?? "";
    // Checked before the page is handed out, so that nobody stores the rows of a loop.
    if (next !== "" && seen.has(next)) {
      throw new WecomPagingError("The same cursor came twice", { cursor: next, pages: count });
    }
    yield page;
    if (next === "") return;
    if (count >= maxPages) throw new WecomPagingError(`More than ${maxPages} pages`, { cursor: next, pages: count });
    seen.add(next);
    cursor = next;
  }
}

/** All items of all pages in one array; throws rather than returning a part. Only for lists that fit in memory. */
export async function collect<P, T>(source: AsyncIterable<P>, itemsOf: (page: P) => readonly T[] | undefined): Promise<T[]> {
  const all: T[] = [];
  for await (const page of source) for (const item of itemsOf(page) ?? []) all.push(item);
  return all;
}
