import type { FilterValues } from "@shuke/kit-ui";

/** Reading the address: anything that is not what the page knows is left out, never an error. */
export type Raw = Record<string, unknown>;

export const text = (value: unknown): string | undefined => {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
};

export const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined => allowed.find((item) => item === value);

export const flag = (value: unknown): true | undefined =>
  value === true || value === "true" || value === 1 || value === "1" ? true : undefined;

/** `a,b` in the address, so that a link can be read and written by hand. */
export const split = (value: string | undefined): string[] => value?.split(",").filter((part) => part !== "") ?? [];
export const join = (values: readonly string[] | string | undefined): string | undefined => {
  const joined = Array.isArray(values) ? values.join(",") : values;
  return joined === undefined || joined === "" ? undefined : String(joined);
};

/** Drops undefined, so that the address stays short. */
export function clean<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

type Readers = Record<string, (value: FilterValues[string]) => unknown>;

/** What a change in the filter bar means for the address: only the keys that were changed, each as its page reads it. */
export function changed<R extends Readers>(patch: FilterValues, readers: R): { [K in keyof R]?: ReturnType<R[K]> } {
  return Object.fromEntries(Object.entries(readers).flatMap(([key, read]) => (key in patch ? [[key, read(patch[key])]] : []))) as {
    [K in keyof R]?: ReturnType<R[K]>;
  };
}
