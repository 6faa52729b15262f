import { api } from "@shuke/contract";
import { asks, excused } from "./inputs.ts";

/** Endpoints that read and are neither measured nor excused, and names in the tables that no endpoint has. */
export function leftOut(): string[] {
  const endpoints = Object.values(api).flatMap((noun) => Object.values(noun));
  const known = new Set([...asks.map((one) => one.endpoint), ...Object.keys(excused)]);
  const reading = endpoints.filter(({ permission }) => !permission.endsWith(".write")).map(({ name }) => name);
  const names = new Set(endpoints.map(({ name }) => name));
  return [...reading.filter((name) => !known.has(name)), ...[...known].filter((name) => !names.has(name))];
}
