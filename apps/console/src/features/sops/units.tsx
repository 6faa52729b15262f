import { Button, Input, Segmented } from "antd";
import type { BoardStep, BoardUnitKind } from "@shuke/contract";
import { Mark, toneOfLight } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { rateWords } from "../../kit/format.ts";
import { usePages } from "../../kit/list.ts";
import { clean, oneOf } from "../../kit/search.ts";
import { useIsNarrow } from "../../session.tsx";
import { useHasStores } from "../pickers/options.ts";

export type UnitRow = Output<"sops.breakdown">["items"][number];
type Props = {
  sopId: string;
  steps: BoardStep[];
  by: BoardUnitKind;
  scope: { storeId?: string; from?: string; to?: string };
  query: string | undefined;
  onBy: (by: BoardUnitKind) => void;
  onQuery: (query: string | undefined) => void;
  /** A cell, or the name of a row. */
  open: (row: UnitRow, step?: string) => void;
};
const kinds = ["store", "group", "staff"] as const;

/** Stores, groups or staff × steps, the furthest from the targets on top. Colour and shape carry the verdict, the number stands in the cell. */
export function Units(props: Props) {
  const { t } = useWords();
  const { by, query, sopId, scope } = props;
  const hasStores = useHasStores();
  const list = usePages("sops.breakdown", { sopId, by, limit: 30, ...clean({ ...scope, query }) });
  return (
    <>
      <div className="unit-bar">
        <Segmented
          aria-label={t("boards.unitTitle")}
          value={by}
          options={kinds
            .filter((kind) => kind !== "store" || hasStores)
            .map((value) => ({ value: value as string, label: t(`boards.units.${value}`) }))}
          onChange={(value) => props.onBy(oneOf(value, kinds) ?? "store")}
        />
        <Input.Search
          allowClear
          aria-label={t("boards.search")}
          placeholder={t("boards.search")}
          style={{ width: 200 }}
          defaultValue={query ?? ""}
          onSearch={(value) => props.onQuery(value.trim() === "" ? undefined : value.trim())}
        />
      </div>
      {list.error ? <Failed error={list.error} retry={list.retry} /> : <Heat {...props} list={list} />}
    </>
  );
}

function Heat({ steps, by, open, onBy, scope, list }: Props & { list: ReturnType<typeof usePages<"sops.breakdown">> }) {
  const { t, phrases } = useWords();
  const isNarrow = useIsNarrow();
  if (list.rows === undefined) return <p className="pad soft">{t("common.loading")}</p>;
  if (list.rows.length === 0) {
    // Empty, and not for want of people: they are too many.
    const isTooMany = !isNarrow && by !== "store" && scope.storeId === undefined && list.total === 0;
    return (
      <div className="pad soft">
        <p>{isTooMany ? t("boards.unitEmptyStore") : t(isNarrow ? "boards.ownUnitEmpty" : "boards.unitEmpty")}</p>
        {isTooMany ? <Button onClick={() => onBy("store")}>{t("boards.needsStoreButton")}</Button> : null}
      </div>
    );
  }
  const nameOf = (row: UnitRow) => (row.key === "" ? t(`boards.noUnit.${by}`) : row.name);
  return (
    <>
      <div className="heat-box" tabIndex={0} role="region" aria-label={t("boards.unitTitle")}>
        <table className="heat">
          <thead>
            <tr>
              <th scope="col">{t(`boards.unitColumns.${by}`)}</th>
              <th scope="col">{t("boards.columns.short")}</th>
              {steps.map((step) => (
                <th key={step.key} scope="col">
                  {step.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  <button type="button" className="link-button" onClick={() => open(row)}>
                    {nameOf(row)}
                  </button>
                </th>
                <td className="num">{row.short > 0 ? t("boards.shortSay", { count: row.short }) : phrases.common.none}</td>
                {row.cells.map((cell) => {
                  const said = rateWords(cell.rate);
                  const step = steps.find((one) => one.key === cell.key)?.name ?? cell.key;
                  const words = t("boards.cellSay", {
                    unit: nameOf(row),
                    step,
                    rate: said,
                    done: cell.done,
                    decided: cell.decided,
                    light: phrases.lights[cell.status],
                  });
                  return (
                    <td key={cell.key}>
                      <button
                        type="button"
                        className={`heat-cell tone-${toneOfLight[cell.status]}`}
                        aria-label={words}
                        title={words}
                        onClick={() => open(row, cell.key)}
                      >
                        <Mark tone={toneOfLight[cell.status]} />
                        {said}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="unit-more">
        <span className="faint small">{t("common.shownOf", { shown: list.rows.length, total: list.total ?? list.rows.length })}</span>
        {list.more ? (
          <Button size="small" loading={list.more.busy} onClick={list.more.load}>
            {t("common.more")}
          </Button>
        ) : null}
      </div>
    </>
  );
}
