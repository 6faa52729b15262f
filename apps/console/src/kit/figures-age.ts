import { useSyncExternalStore } from "react";
import { useQueryClient } from "@tanstack/react-query";

/** Seconds by endpoint: how old the figures of its last answer were when it came. */
const ages = new Map<string, number>();

/** The door's header `Age`: counting millions takes long, so some figures are kept for minutes. */
export function noteAge(endpoint: string, header: string | null): void {
  const seconds = Number(header ?? 0);
  if (seconds > 0) ages.set(endpoint, seconds);
  else ages.delete(endpoint);
}

/** Seconds since the oldest figures on this page were counted; 0 when all are of the moment at which they were read. */
export function useFiguresAge(): number {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () => Math.max(0, ...cache.findAll({ type: "active" }).map(({ queryKey }) => ages.get(String(queryKey[0])) ?? 0)),
  );
}
