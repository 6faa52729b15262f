import { useEffect, useState } from "preact/hooks";

export type Toast = { text: string; tone: "good" | "bad"; undo?: () => void };

let shown: Toast | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<(toast: Toast | null) => void>();

const SHOWN_MS = 5_000;

function show(toast: Toast | null): void {
  shown = toast;
  for (const listener of listeners) listener(toast);
}

/** Says one line at the bottom for a while; `undo` takes back what it says. */
export function tell(text: string, undo?: () => void): void {
  put({ text, tone: "good", ...(undo ? { undo } : {}) });
}

export const complain = (error: unknown): void => put({ text: error instanceof Error ? error.message : String(error), tone: "bad" });

function put(toast: Toast): void {
  clearTimeout(timer);
  show(toast);
  timer = setTimeout(() => show(null), SHOWN_MS);
}

export function hush(): void {
  clearTimeout(timer);
  show(null);
}

export function useToast(): Toast | null {
  const [toast, set] = useState(shown);
  useEffect(() => {
    listeners.add(set);
    return () => void listeners.delete(set);
  }, []);
  return toast;
}
