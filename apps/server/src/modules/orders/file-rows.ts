import type { ErrorCode } from "@shuke/phrases";
import type { NewOrder } from "./types.ts";

/** A row of a file: an order, or why it is none. Lines count from 1. */
export type FileRow = { line: number } & ({ order: NewOrder } | { problem: RowProblem });
export type RowProblem = { code: ErrorCode; details: Record<string, unknown> };
export type OrderFormat = "csv" | "cdnow";
