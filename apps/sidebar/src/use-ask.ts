import type { api, InputOf, OutputOf } from "@shuke/contract";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ask, Trouble, type Verb } from "./api.ts";
import { words } from "./boot.ts";

type Sidebar = typeof api.sidebar;
export type Asked<T> = { data: T | null; trouble: Trouble | null; reload: () => Promise<void>; busy: boolean };

/** Asks now and whenever somebody wants it anew; what was there stays until the new answer is. An old page opens itself again. */
export function useAsk<V extends Verb>(verb: V, input: InputOf<Sidebar[V]>): Asked<OutputOf<Sidebar[V]>> {
  const [data, setData] = useState<OutputOf<Sidebar[V]> | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(true);
  const turn = useRef(0);
  const key = JSON.stringify(input);
  const reload = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    setBusy(true);
    try {
      const answer = await ask(verb, JSON.parse(key) as InputOf<Sidebar[V]>);
      if (mine !== turn.current) return;
      setData(answer);
      setTrouble(null);
    } catch (error) {
      if (mine !== turn.current) return;
      const known = error instanceof Trouble ? error : new Trouble("broken", String(error));
      setTrouble(known.kind === "offline" ? new Trouble("offline", words.trouble.offlineLoad) : known);
      if (known.kind === "expired") openAgain();
    } finally {
      if (mine === turn.current) setBusy(false);
    }
  }, [verb, key]);
  useEffect(() => void reload(), [reload]);
  // Whoever comes back to the page, or to the network, wants to see how things are now.
  useEffect(() => {
    const back = () => document.visibilityState === "visible" && void reload();
    addEventListener("online", back);
    document.addEventListener("visibilitychange", back);
    return () => {
      removeEventListener("online", back);
      document.removeEventListener("visibilitychange", back);
    };
  }, [reload]);
  return { data, trouble, reload, busy };
}

const LAST = "shuke.sidebar.opened-again";

/** The page logs in again by being loaded; not in a circle. */
function openAgain(): void {
  const last = Number(sessionStorage.getItem(LAST) ?? 0);
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem(LAST, String(Date.now()));
  location.reload();
}
