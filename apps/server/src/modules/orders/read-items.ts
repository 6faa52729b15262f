type Item = { sku: string; quantity: number };

/** As the hook has it. */
const [MOST, LONGEST, MANY] = [200, 60, 100_000];
/** `BEAN-200×2`, `BEAN-200*2`, `BEAN-200 x 2`; an x within the number itself is part of it. */
const COUNTED = /^(.+?)(?:\s*[×*＊]\s*|\s+x\s*)(\d{1,6})$/iu;

/**
 * What was bought, from one cell: the shop's own numbers, each with how many where it is more than one, apart by semicolons, commas or lines.
 * `count`: how many, of a cell with one number. Undefined: the file does not say; null: nobody can read it.
 */
export function readItems(cell: string, count: string): Item[] | null | undefined {
  const parts = cell
    .split(/[;；,，、|\n]/u)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  const alone = parts.length === 1 && count !== "" ? count : "1";
  const items = parts.map((part) => {
    const [, sku = part, quantity = alone] = COUNTED.exec(part) ?? [];
    return { sku: sku.trim(), quantity: Number(quantity) };
  });
  const isGood = ({ sku, quantity }: Item) => sku.length <= LONGEST && Number.isInteger(quantity) && quantity >= 1 && quantity <= MANY;
  return items.length <= MOST && items.every(isGood) ? items : null;
}
