import { useQuery } from "@tanstack/react-query";
import type { UseQueryOptions } from "@tanstack/react-query";
import type { Input, Name, Output } from "../api.ts";
import { call } from "../api.ts";

type Options<K extends Name> = Omit<UseQueryOptions<Output<K>, Error, Output<K>, readonly [K, Input<K>]>, "queryKey" | "queryFn">;

/** One reading endpoint; its key is its name and input, so that pages share what they have read and `useAct` can refresh it. */
export const useCall = <K extends Name>(name: K, input: Input<K>, options: Options<K> = {}) =>
  useQuery({ ...options, queryKey: [name, input] as const, queryFn: ({ signal }) => call(name, input, signal) });
