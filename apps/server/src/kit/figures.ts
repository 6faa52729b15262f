import { Counter, Histogram, Registry } from "prom-client";

/** What a process counts from wherever it happens; `/metrics` shows it. Counts and durations only, nothing about a person. */
export const figures = new Registry();

const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
  new Counter({ name, help, labelNames, registers: [figures] });
const histogram = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
  new Histogram({ name, help, buckets, labelNames, registers: [figures] });

/** A count may run ahead of a transaction that is rolled back: these are for rates and alarms, truth is in the tables. */
export const counts = {
  callbacks: counter("shuke_callbacks_total", "Callbacks by what became of them: stored, repeated, refused, failed", "result"),
  wecomCalls: counter("shuke_wecom_calls_total", "Calls of WeCom by path, outcome and error code", "path", "outcome", "errcode"),
  tokens: counter("shuke_wecom_tokens_total", "Access tokens asked for", "outcome"),
  actions: counter("shuke_actions_total", "Planned actions that a worker ended, by kind and outcome", "kind", "outcome"),
  refusals: counter("shuke_gate_refusals_total", "Contacts that the gate refused, by reason", "reason"),
  ticksMissed: counter("shuke_ticks_missed_total", "Scheduled runs whose time went by without them", "tick"),
  slowStatements: counter("shuke_slow_statements_total", "Statements slower than SHUKE_SLOW_MS"),
};

/** Seconds of business time between when something was due and when WeCom had taken it. */
export const lateness = {
  welcome: histogram(
    "shuke_welcome_late_seconds",
    "From the plan of a welcome to its sending; WeCom takes none after 20 s",
    [0.5, 1, 2, 5, 10, 15, 20, 60],
  ),
  action: histogram(
    "shuke_action_late_seconds",
    "From the time an action was due to its sending",
    [1, 5, 20, 60, 300, 900, 3600, 21_600],
    "lane",
  ),
};
