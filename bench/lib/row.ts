/** One measurement, as `npm run bench -- NAME --json` prints it (DESIGN §6). */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** the same measured on something bare, in the same run */
  baseline: number;
  /** value ÷ baseline */
  ratio: number;
  /** how many of what was measured */
  n: number;
  /** resident memory of the measured process */
  rssMiB: number;
}

/** Luckin's base as it was published (REQUIREMENTS): what `--scale 1` means. */
export const LUCKIN = { customers: 1_800_000, groups: 9100, staff: 3000, stores: 1000 } as const;

export interface BenchOptions {
  /** 1 = Luckin's size; less for a quick look */
  scale: number;
  progress: (words: string) => void;
  /** Has something ended after all benches of this run: what took minutes to make serves the next one, too. */
  atEnd: (end: () => Promise<void>) => void;
}

/** What a file of this folder exports as `bench`. */
export type Bench = (options: BenchOptions) => Promise<Row[]>;

export function row(name: string, unit: string, measured: { value: number; baseline: number; n: number; rssMiB: number }): Row {
  const { value, baseline, n, rssMiB } = measured;
  return { name, value: round(value), unit, baseline: round(baseline), ratio: round(value / baseline), n, rssMiB: Math.round(rssMiB) };
}

/** Three digits are as much as a measurement says. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
