import type { ReactNode } from "react";

export type Tone = "good" | "watch" | "bad" | "primary" | "accent" | "plain";
export type LightValue = "green" | "amber" | "red" | "unknown";

/** Each tone has a shape of its own, so that nothing hangs on colour alone. */
const shapes: Record<Tone, ReactNode> = {
  good: <circle cx="5" cy="5" r="4" />,
  watch: <path d="M5 .8 9.6 9.2H.4z" />,
  bad: <rect x="1" y="1" width="8" height="8" rx="1" />,
  primary: <path d="M5 .4 9.6 5 5 9.6.4 5z" />,
  accent: <path d="M5 .4 9.6 5 5 9.6.4 5z" />,
  plain: <circle cx="5" cy="5" r="3.2" fill="none" stroke="currentColor" strokeWidth="1.8" />,
};

export function Mark({ tone, size = 9 }: { tone: Tone; size?: number }) {
  return (
    <svg className={`mark mark-${tone}`} width={size} height={size} viewBox="0 0 10 10" fill="currentColor" aria-hidden>
      {shapes[tone]}
    </svg>
  );
}

/** A word with a shape and a colour. */
export function StatusTag({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={`status-tag tone-${tone}`} title={title}>
      <Mark tone={tone} />
      {children}
    </span>
  );
}

export const toneOfLight: Record<LightValue, Tone> = { green: "good", amber: "watch", red: "bad", unknown: "plain" };

/** The light of a step; the words come from the page's language. */
export function LightTag({ light, words }: { light: LightValue; words: Record<LightValue, string> }) {
  return <StatusTag tone={toneOfLight[light]}>{words[light]}</StatusTag>;
}
