/** Reads values of a parsed YAML file. Each throws an Error that names the place, since a typing mistake must not run. */

export function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "a map", value);
  return value as Record<string, unknown>;
}

export function list(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0) fail(path, "a list with entries", value);
  return value as unknown[];
}

export function texts(value: unknown, path: string): string[] {
  return list(value, path).map((item, at) => text(String(item), `${path}[${at}]`));
}

export function text(value: unknown, path: string): string {
  return typeof value === "string" && value !== "" ? value : fail(path, "a text", value);
}

export function atLeast0(value: unknown, path: string): number {
  return typeof value === "number" && value >= 0 ? value : fail(path, "a number from 0", value);
}

export function above0(value: unknown, path: string): number {
  return typeof value === "number" && value > 0 ? value : fail(path, "a number above 0", value);
}

export function chance(value: unknown, path: string): number {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : fail(path, "0…1", value);
}

export function numbers(value: unknown, count: number, path: string): number[] {
  const found = list(value, path).map((item, at) => atLeast0(item, `${path}[${at}]`));
  return found.length === count ? found : fail(path, `${count} numbers`, value);
}

export function range(value: unknown, path: string): { from: number; to: number } {
  const both = record(value, path);
  return { from: atLeast0(both["from"], `${path}.from`), to: above0(both["to"], `${path}.to`) };
}

export function weights(value: unknown, path: string): Readonly<Record<string, number>> {
  const entries = Object.entries(record(value, path));
  return Object.fromEntries(entries.map(([key, weight]) => [key, atLeast0(weight, `${path}.${key}`)]));
}

export function fail(path: string, wanted: string, value: unknown): never {
  throw new Error(`${path} must be ${wanted}, but is ${JSON.stringify(value)}`);
}
