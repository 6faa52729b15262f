import { type RawBuilder, sql } from "kysely";

/** What `csvLine` makes of these texts, made by PostgreSQL (held by csv-sql.test.ts). Null is empty. */
export function csvLineSql(cells: readonly RawBuilder<unknown>[]): RawBuilder<string> {
  const written = sql.join(cells.map(cellSql), sql`, ',', `);
  return sql`concat(${written}, E'\\r\\n')`;
}

/** Each cell is worked out once and looked at several times; most are plain. */
const cellSql = (cell: RawBuilder<unknown>) => sql`(select case when x !~ ${RISKY} then x else
  (select case when y ~ ${QUOTED} then '"' || replace(y, '"', '""') || '"' else y end
    from (select case when x ~ ${FORMULA} then '''' || x else x end as y offset 0) safe) end
  from (select ${cell} as x offset 0) one)`;

const FORMULA = "^[-=+@\\t\\r]";
const QUOTED = '[",\\n\\r]';
const RISKY = `${FORMULA}|${QUOTED}`;
