import { createContext, useContext } from "react";
import type { Mode } from "@shuke/kit-ui";
import { cssVariables } from "@shuke/kit-ui";

const key = "shuke.mode";

/** What the reader chose last, else what the machine prefers. */
export function storedMode(): Mode {
  const value = localStorage.getItem(key);
  if (value === "light" || value === "dark") return value;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function applyMode(mode: Mode): void {
  const root = document.documentElement;
  root.dataset["mode"] = mode;
  root.style.colorScheme = mode;
  for (const [name, value] of Object.entries(cssVariables(mode))) root.style.setProperty(name, value);
}

export function storeMode(mode: Mode): void {
  localStorage.setItem(key, mode);
}

export const ModeContext = createContext<{ mode: Mode; setMode: (mode: Mode) => void }>({ mode: "light", setMode: () => {} });
export const useMode = () => useContext(ModeContext);
