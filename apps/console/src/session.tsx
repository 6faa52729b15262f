import { createContext, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Permission } from "@shuke/contract";
import type { Name, Output } from "./api.ts";
import { call } from "./api.ts";

export type Session = Output<"session.current">;
type Held = { session: Session; now: Date };

const SessionContext = createContext<Held | null>(null);

/** Business time now: what the server's clock said, plus what has passed since at its speed. Milliseconds. */
export function businessNow(clock: Session["clock"], fetchedAt: number, realNow: number): number {
  const speed = clock.rehearsal ? clock.speed : 1;
  return Date.parse(clock.now) + (realNow - fetchedAt) * speed;
}

export const useSessionQuery = () =>
  useQuery({
    queryKey: ["session.current"],
    queryFn: async ({ signal }) => ({ session: await call("session.current", {}, signal), fetchedAt: Date.now() }),
    staleTime: 20_000,
    refetchInterval: (query) => (query.state.data?.session.clock.rehearsal ? 15_000 : 300_000),
    retry: false,
  });

export function SessionProvider({ session, fetchedAt, children }: { session: Session; fetchedAt: number; children: ReactNode }) {
  const [tick, setTick] = useState(() => Date.now());
  useEffect(() => {
    const every = session.clock.rehearsal && session.clock.speed > 1 ? 5_000 : 30_000;
    const timer = setInterval(() => setTick(Date.now()), every);
    return () => clearInterval(timer);
  }, [session.clock.rehearsal, session.clock.speed]);
  const held = useMemo(
    () => ({ session, now: new Date(businessNow(session.clock, fetchedAt, Math.max(tick, fetchedAt))) }),
    [session, fetchedAt, tick],
  );
  return <SessionContext value={held}>{children}</SessionContext>;
}

function useHeld(): Held {
  const held = useContext(SessionContext);
  if (!held) throw new Error("no session");
  return held;
}

export const useSession = (): Session => useHeld().session;

/** Business time, moving on every half minute. */
export const useNow = (): Date => useHeld().now;

/** Whether she sees her own customers, groups and tasks only: pages about the whole company would refuse her. */
export const useIsNarrow = (): boolean => useSession().narrow === true;

/** Whether an endpoint answers her. Whoever sees the whole company is bound by permissions alone; a part is named call by call. */
export function useReaches(): (name: Name) => boolean {
  const { reach } = useSession();
  return (name) => reach === undefined || reach.includes(name);
}

/** Whether the person signed in may do this. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permission === "session" || permission === "public" || permissions.includes(permission);
}
