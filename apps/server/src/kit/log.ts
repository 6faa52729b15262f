import pino from "pino";

/** Logs go to stderr: stdout belongs to machine-readable answers. The composition root sets `log.level`. */
export const log = pino({ level: "info", base: null }, pino.destination(2));
