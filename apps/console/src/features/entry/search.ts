import { entrySteps } from "@shuke/contract/board-words";
import { clean, oneOf, text } from "../../kit/search.ts";
import type { Raw } from "../../kit/search.ts";
import { spans } from "../sops/search.ts";

/** What is looked at of the way in, and whose list is open. */
export const entrySearch = (raw: Raw) =>
  clean({
    days: oneOf(text(raw["days"]), spans),
    store: text(raw["store"]),
    // "" is a value: those who came by no channel.
    channel: typeof raw["channel"] === "string" ? raw["channel"] : undefined,
    by: oneOf(raw["by"], ["store", "channel"] as const),
    step: oneOf(raw["step"], entrySteps),
    outcome: oneOf(raw["outcome"], ["done", "dropped"] as const),
  });
