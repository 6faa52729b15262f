import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { sayIn, words } from "./boot.ts";
import { hush, useToast } from "./toast.ts";

export function Card(props: { title: string; extra?: ComponentChildren; id?: string; children: ComponentChildren }) {
  return (
    <section class="card" id={props.id} aria-label={props.title} data-card={props.id}>
      <header>
        <h2>{props.title}</h2>
        {props.extra}
      </header>
      {props.children}
    </section>
  );
}

export const Quiet = ({ children }: { children: ComponentChildren }) => <p class="quiet">{children}</p>;

/** A list with its first few, and the others when they are asked for. */
export function Some<T>(props: {
  as?: "ul" | "ol" | "dl" | "div";
  class?: string;
  items: readonly T[];
  first: number;
  children: (item: T) => ComponentChildren;
}) {
  const List = props.as ?? "ul";
  const [all, setAll] = useState(false);
  const shown = all ? props.items : props.items.slice(0, props.first);
  return (
    <>
      {shown.length > 0 ? <List class={props.class ?? ""}>{shown.map(props.children)}</List> : null}
      {props.items.length > shown.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {sayIn(words, "more", { count: props.items.length })}
        </button>
      )}
    </>
  );
}

/** Pressed twice by a nervous thumb it works once. */
export function Press(props: {
  kind?: "main" | "plain" | "icon";
  label?: string;
  onPress: () => unknown;
  children: ComponentChildren;
  disabled?: boolean;
  testId?: string;
}) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await props.onPress();
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class={props.kind ?? "plain"}
      aria-label={props.label}
      aria-busy={busy}
      disabled={props.disabled === true}
      data-press={props.testId}
      onClick={() => void press()}
    >
      {props.children}
    </button>
  );
}

export function Toasts() {
  const toast = useToast();
  return (
    <div class="toast-place" role="status" aria-live="polite">
      {toast && (
        <div class={`toast ${toast.tone}`} data-testid="toast">
          <span>{toast.text}</span>
          {toast.undo && (
            <button
              type="button"
              onClick={() => {
                hush();
                toast.undo?.();
              }}
            >
              {words.undo}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** What happened, and one way on. */
export function Problem(props: { text: string; onRetry?: () => unknown }) {
  return (
    <div class="problem" role="alert">
      <p>{props.text}</p>
      {props.onRetry && (
        <button type="button" class="main" onClick={() => void props.onRetry?.()}>
          {words.retry}
        </button>
      )}
    </div>
  );
}
