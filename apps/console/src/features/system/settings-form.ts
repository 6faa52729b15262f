import type { Language } from "@shuke/phrases";
import type { Input, Output } from "../../api.ts";

/** The settings page as flat fields; defaults stand in where a corp has set nothing. */
export type SettingsForm = {
  from: string;
  to: string;
  weight: number;
  days: number;
  perDay: number;
  confirmationsPerDay: number;
  tasksPerDay: number;
  maxDistanceM: number;
  seatMinutes: number;
  keepDays: number;
  viewDays: number;
  changeDays: number;
  language: Language;
};

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown, otherwise: string) => (typeof value === "string" ? value : otherwise);
const number = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

export function formOf({ gate, routing, language, inbox, audit }: Output<"settings.get">): SettingsForm {
  const quiet = record(gate["quiet"]);
  const person = record(gate["person"]);
  const staff = record(gate["staff"]);
  return {
    from: text(quiet["from"], "21:30"),
    to: text(quiet["to"], "08:30"),
    weight: number(person["weight"], 3),
    days: number(person["days"], 7),
    perDay: number(record(gate["group"])["perDay"], 1),
    confirmationsPerDay: number(staff["confirmationsPerDay"], 3),
    tasksPerDay: number(staff["tasksPerDay"], 5),
    maxDistanceM: routing.maxDistanceM,
    seatMinutes: routing.seatMinutes,
    keepDays: inbox.keepDays,
    viewDays: audit.viewDays,
    changeDays: audit.changeDays,
    language,
  };
}

export const isTime = (value: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(value);

/** Only the blocks that changed go to the server. */
export function changesOf(form: SettingsForm, before: SettingsForm): Input<"settings.update"> | null {
  const differs = (...keys: Array<keyof SettingsForm>) => keys.some((key) => form[key] !== before[key]);
  const gate: NonNullable<Input<"settings.update">["gate"]> = {};
  if (differs("from", "to")) gate.quiet = { from: form.from, to: form.to };
  if (differs("weight", "days")) gate.person = { weight: form.weight, days: form.days };
  if (differs("perDay")) gate.group = { perDay: form.perDay };
  if (differs("confirmationsPerDay", "tasksPerDay"))
    gate.staff = { confirmationsPerDay: form.confirmationsPerDay, tasksPerDay: form.tasksPerDay };
  const routing: NonNullable<Input<"settings.update">["routing"]> = {};
  if (differs("maxDistanceM")) routing.maxDistanceM = form.maxDistanceM;
  if (differs("seatMinutes")) routing.seatMinutes = form.seatMinutes;
  const some = {
    ...(Object.keys(gate).length > 0 ? { gate } : {}),
    ...(Object.keys(routing).length > 0 ? { routing } : {}),
    ...(differs("language") ? { language: form.language } : {}),
    ...(differs("keepDays") ? { inbox: { keepDays: form.keepDays } } : {}),
    ...(differs("viewDays", "changeDays") ? { audit: { viewDays: form.viewDays, changeDays: form.changeDays } } : {}),
  };
  return Object.keys(some).length > 0 ? some : null;
}
