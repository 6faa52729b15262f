import type { Handler } from "./handler.ts";

/**
 * The handlers so that each comes after those it names in `after`, otherwise as given. Refuses what would stand still or
 * spoil rows without a word: a name twice, an `after` that nobody has, a circle, a table with two writers.
 */
export function inOrder(handlers: readonly Handler[]): Handler[] {
  const byName = new Map(handlers.map((handler) => [handler.name, handler]));
  if (byName.size < handlers.length) throw new Error(`two handlers share a name: ${repeated(handlers.map(({ name }) => name))}`);
  const twice = writtenTwice(handlers);
  if (twice.length > 0) throw new Error(`two handlers write one table: ${twice.join(", ")}`);

  const ordered = new Set<Handler>();
  const place = (handler: Handler, path: readonly string[]) => {
    if (ordered.has(handler)) return;
    if (path.includes(handler.name)) throw new Error(`handlers wait for each other: ${[...path, handler.name].join(" → ")}`);
    for (const name of handler.after ?? []) {
      const earlier = byName.get(name);
      if (!earlier) throw new Error(`handler ${handler.name} comes after ${name}, which is not among the handlers`);
      place(earlier, [...path, handler.name]);
    }
    ordered.add(handler);
  };
  for (const handler of handlers) place(handler, []);
  return [...ordered];
}

/** Tables of several handlers of which one does not say which rows are its own. */
function writtenTwice(handlers: readonly Handler[]): string[] {
  const parts = handlers.flatMap((handler) =>
    handler.kind === "project" ? handler.tables.map((table) => ({ table, isPart: handler.rows?.[table] !== undefined })) : [],
  );
  return [...Map.groupBy(parts, ({ table }) => table)]
    .filter(([, of]) => of.length > 1 && of.some(({ isPart }) => !isPart))
    .map(([table]) => table);
}

function repeated(names: readonly string[]): string {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].join(", ");
}
