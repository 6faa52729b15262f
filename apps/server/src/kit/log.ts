import pino from "pino";

/** Logs go to stderr: stdout belongs to machine-readable answers. */
export const log = pino({ level: process.env["LOG_LEVEL"] ?? "info", base: null }, pino.destination(2));
export type Log = typeof log;
