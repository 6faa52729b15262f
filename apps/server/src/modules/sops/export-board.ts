import { files } from "@shuke/phrases";
import type { ParsedDownload, sopDownloads } from "@shuke/contract";
import { withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import { type Ctx, inWords } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { publishedSop, sopBoard } from "./board.ts";
import { countedUnits, unitNames } from "./breakdown.ts";

const PER_READ = 500;
const percent = (rate: number | null) => (rate === null ? "" : (rate * 100).toFixed(1));

/** The board as a file: its steps, or each store's, group's or member's, the furthest from its targets first. Who took it is on record. */
export async function* exportBoard(ctx: Ctx, input: ParsedDownload<typeof sopDownloads.board>): AsyncGenerator<string> {
  await withUnit(ctx, (unit) => unit.audit("sops.export", `sop:${input.sopId}`, { ...input }));
  const say = files[ctx.language ?? "zh-CN"].board;
  const { columns, lights } = say;
  if (input.by === "step") {
    const { steps } = await sopBoard(ctx, input);
    yield csvLine([
      columns.step,
      columns.done,
      columns.decided,
      columns.rate,
      columns.target,
      columns.light,
      columns.short,
      columns.now,
      columns.before,
    ]);
    yield steps
      .map((step) =>
        csvLine([
          step.name,
          String(step.done),
          String(step.decided),
          percent(step.rate),
          percent(step.target),
          lights[step.status],
          String(step.short),
          percent(step.change.rate),
          percent(step.change.before),
        ]),
      )
      .join("");
    return;
  }
  const { by } = input;
  const sop = await publishedSop(ctx, input.sopId);
  const units = await countedUnits(ctx, sop, by, input);
  if (units === null) throw new Problem("boardNeedsStore", {}, 409);
  const names = new Map(sop.definition.steps.map(({ key, name }) => [key, inWords(ctx, name)]));
  yield csvLine([say.units[by], columns.key, columns.step, columns.done, columns.decided, columns.rate, columns.light, columns.short]);
  for (let from = 0; from < units.length; from += PER_READ) {
    const some = units.slice(from, from + PER_READ);
    const whose = await unitNames(
      ctx,
      by,
      some.map(({ key }) => key),
    );
    yield some
      .flatMap((unit) =>
        unit.cells.map((cell) =>
          csvLine([
            whose.get(unit.key) ?? unit.key,
            unit.key,
            names.get(cell.key) ?? cell.key,
            String(cell.done),
            String(cell.decided),
            percent(cell.rate),
            lights[cell.status],
            String(cell.short),
          ]),
        ),
      )
      .join("");
  }
}
