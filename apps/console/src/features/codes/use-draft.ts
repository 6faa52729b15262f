import { useEffect, useState } from "react";
import type { Draft } from "./draft.ts";

/** A draft that saves itself in the browser until it is sent or thrown away. */
export function useDraft(key: string, start: Draft) {
  const place = `shuke.draft.${key}`;
  const [{ draft, restored }, set] = useState(() => {
    const kept = read(place, start);
    return { draft: kept ?? start, restored: kept !== null };
  });
  useEffect(() => {
    if (JSON.stringify(draft) === JSON.stringify(start)) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(draft));
  }, [draft, start, place]);
  return {
    draft,
    restored,
    change: (patch: Partial<Draft>) => set((old) => ({ ...old, draft: { ...old.draft, ...patch } })),
    drop: () => {
      localStorage.removeItem(place);
      set({ draft: start, restored: false });
    },
  };
}

function read(place: string, start: Draft): Draft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? "null");
    if (typeof kept !== "object" || kept === null || !("kind" in kept)) return null;
    return kept.kind === "staff" || kept.kind === "group" ? { ...start, ...kept, kind: kept.kind } : null;
  } catch {
    return null;
  }
}
