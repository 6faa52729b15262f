import type { SopEvent } from "@shuke/contract";

/** Known to the compiler only in the contract: its lists would bring the schemas along. */
export const sopEventNames = ["opened-page", "chose-store", "joined-group", "ordered"] as const satisfies readonly SopEvent[];
