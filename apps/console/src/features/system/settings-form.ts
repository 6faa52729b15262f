import type { Language } from "@shuke/phrases";
import type { Input, Output } from "../../api.ts";

/** How WeCom counts mass messages, as the corp has chosen in WeCom's console. */
export const caps = ["month", "week", "day"] as const;
export type Cap = (typeof caps)[number];

/** The settings page as flat fields; defaults stand in where a corp has set nothing. */
export type SettingsForm = {
  from: string;
  to: string;
  weight: number;
  days: number;
  fadeDays: number;
  massSend: number;
  sidebar: number;
  perDay: number;
  sellingPerDay: number;
  confirmationsPerDay: number;
  tasksPerDay: number;
  momentsPerDay: number;
  cap: Cap;
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
  const group = record(gate["group"]);
  const kinds = record(person["kinds"]);
  const staff = record(gate["staff"]);
  const cap = record(gate["wecom"])["cap"];
  return {
    from: text(quiet["from"], "21:30"),
    to: text(quiet["to"], "08:30"),
    weight: number(person["weight"], 3),
    days: number(person["days"], 7),
    fadeDays: number(person["fadeDays"], 2),
    massSend: number(kinds["mass-send"], 1),
    sidebar: number(kinds["sidebar"], 1),
    perDay: number(group["perDay"], 1),
    sellingPerDay: number(group["sellingPerDay"], 1),
    confirmationsPerDay: number(staff["confirmationsPerDay"], 3),
    tasksPerDay: number(staff["tasksPerDay"], 5),
    momentsPerDay: number(staff["momentsPerDay"], 1),
    cap: caps.find((one) => one === cap) ?? "month",
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
  if (differs("weight", "days", "fadeDays", "massSend", "sidebar")) {
    const { weight, days, fadeDays, massSend, sidebar } = form;
    gate.person = { weight, days, fadeDays, kinds: { "mass-send": massSend, sidebar } };
  }
  if (differs("perDay", "sellingPerDay")) gate.group = { perDay: form.perDay, sellingPerDay: form.sellingPerDay };
  if (differs("confirmationsPerDay", "tasksPerDay", "momentsPerDay")) {
    const { confirmationsPerDay, tasksPerDay, momentsPerDay } = form;
    gate.staff = { confirmationsPerDay, tasksPerDay, momentsPerDay };
  }
  if (differs("cap")) gate.wecom = { cap: form.cap };
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
