import { useQuery } from "@tanstack/react-query";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { PathLink } from "../../kit/bits.tsx";
import { useCan } from "../../session.tsx";
import { plannedByPath, plannedByWords } from "./planned-by.ts";

/** Who or what is behind a call or a task, by name, with the way to it. */
export function PlannedByLink({ by }: { by: string }) {
  const { phrases } = useWords();
  const can = useCan();
  const sops = useQuery({
    queryKey: ["sops.list"],
    queryFn: ({ signal }) => call("sops.list", {}, signal),
    staleTime: 60_000,
    enabled: by.startsWith("sop:") && can("plays.read"),
  });
  const codes = useQuery({
    queryKey: ["liveCodes.list", "names"],
    queryFn: ({ signal }) => call("liveCodes.list", { limit: 500 }, signal),
    staleTime: 60_000,
    enabled: by.startsWith("live-code:") && can("entrances.read"),
  });
  const said = plannedByWords(by, phrases.actions.by, ({ family, id }) => {
    if (family === "sop") return sops.data?.items.find((one) => one.id === id)?.name ?? id;
    if (family === "live-code") return codes.data?.items.find((one) => one.id === id)?.name ?? id;
    return family === "task" || family === "mass-task" ? "" : id;
  });
  const to = plannedByPath(by);
  return to === null ? <span>{said}</span> : <PathLink to={to}>{said}</PathLink>;
}
