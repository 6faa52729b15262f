import type { HandoverItem, HandoverItemState } from "@shuke/contract";
import { clean, oneOf } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";

const KINDS: readonly HandoverItem["kind"][] = ["customer", "group"];
export const ITEM_STATES: readonly HandoverItemState[] = [
  "planned",
  "asked",
  "waiting",
  "back",
  "person",
  "done",
  "kept",
  "gone",
  "cancelled",
];

/** What the address of a handover says about the list in it. */
export const itemSearch = (raw: Raw) => clean({ kind: oneOf(raw["kind"], KINDS), state: oneOf(raw["state"], ITEM_STATES) });
