import { useReducer } from "react";

/** What was, what is, and what was taken back; newest last. `tag`: typing in one field is one change. */
export type History<T> = { past: readonly T[]; present: T; future: readonly T[]; tag: string | null };
type Step<T> = { do: "change"; to: T; tag: string | null } | { do: "undo" } | { do: "redo" } | { do: "reset"; to: T };

const KEPT = 200;

export function turn<T>(history: History<T>, step: Step<T>): History<T> {
  const { past, present, future, tag } = history;
  switch (step.do) {
    case "change":
      if (step.to === present) return history;
      if (step.tag !== null && step.tag === tag) return { ...history, present: step.to, future: [] };
      return { past: [...past, present].slice(-KEPT), present: step.to, future: [], tag: step.tag };
    case "undo": {
      const before = past.at(-1);
      return before === undefined ? history : { past: past.slice(0, -1), present: before, future: [...future, present], tag: null };
    }
    case "redo": {
      const next = future.at(-1);
      return next === undefined ? history : { past: [...past, present], present: next, future: future.slice(0, -1), tag: null };
    }
    case "reset":
      return { past: [], present: step.to, future: [], tag: null };
  }
}

export function useHistory<T>(start: T) {
  const [history, dispatch] = useReducer(turn<T>, { past: [], present: start, future: [], tag: null });
  return {
    ...history,
    change: (to: T, tag: string | null = null) => dispatch({ do: "change", to, tag }),
    undo: () => dispatch({ do: "undo" }),
    redo: () => dispatch({ do: "redo" }),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}
