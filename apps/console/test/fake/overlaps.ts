import type { OverlapItem } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows, groupRows } from "./people.ts";
import { ago, cut, dayMs } from "./seed.ts";

export const overlapRows: OverlapItem[] = customerRows.slice(0, 34).map((row, n) => ({
  customerId: row.id,
  externalUserId: row.externalUserId,
  name: row.name,
  marks: n === 0 ? ["staff"] : [],
  groups: groupRows.slice(n % 7, (n % 7) + (n === 0 ? 9 : n < 6 ? 4 : 2)).map((group, g) => ({
    id: group.id,
    name: group.name,
    storeId: group.storeId,
    storeName: group.storeName,
    city: "上海市",
    joinedAt: ago((40 - g * 5 - n) * dayMs),
  })),
}));

export const overlapHandlers: Handlers["overlaps"] = {
  list: (input) =>
    cut(
      overlapRows.filter(
        (row) =>
          row.groups.length >= input.atLeast &&
          (input.withMarked || row.marks.length === 0) &&
          (input.storeId === undefined || row.groups.some((group) => group.storeId === input.storeId)),
      ),
      input,
    ),
  count: () => ({ people: 33, seats: 43, most: 4 }),
};
