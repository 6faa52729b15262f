import type { MouseEvent, ReactNode } from "react";
import { useRouter } from "@tanstack/react-router";
import { ErrorState } from "@shuke/kit-ui";
import { useWords } from "../i18n.ts";
import { itemOf, useIsFor } from "../layout/nav-items.tsx";
import { useNow, useSession } from "../session.tsx";
import { countWords, yuanWords } from "./format.ts";
import { problemWords } from "./problem.ts";
import { exactTime, whenWords } from "./time.ts";

/** An instant as people say it; exact on hover. `real`: a moment of the machine's clock, which a rehearsal does not move. */
export function When({ at, prefix = "", real = false }: { at: string | null; prefix?: string; real?: boolean }) {
  const { language, phrases } = useWords();
  const business = useNow();
  const now = real ? new Date() : business;
  const { timeZone } = useSession().corp;
  const date = new Date(at ?? "");
  if (Number.isNaN(date.getTime())) return <None />;
  return (
    <time className="when" dateTime={date.toISOString()} title={exactTime(date, timeZone)}>
      {prefix}
      {whenWords(date, { now, timeZone, language, words: phrases.time })}
    </time>
  );
}

/** A dash: nothing is here. */
export function None() {
  const { phrases } = useWords();
  return <span className="faint">{phrases.common.none}</span>;
}

/** A count with the language's separators. */
export function Count({ value }: { value: number | null }) {
  const { language, phrases } = useWords();
  return (
    <span className={value === 0 || value === null ? "num faint" : "num"}>
      {value === null ? phrases.common.none : countWords(value, language)}
    </span>
  );
}

/** An amount, lined up with others. */
export function Yuan({ fen }: { fen: number }) {
  return <span className="num">{yuanWords(fen)}</span>;
}

/** A link whose address comes from the server: a console path with its search. Where the page is not for her, the words alone. */
export function PathLink({ to, children, className }: { to: string; children: ReactNode; className?: string }) {
  const router = useRouter();
  const isFor = useIsFor();
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    router.history.push(to);
  };
  const inside = to.startsWith("/") && !to.startsWith("//") && !to.startsWith("/m/");
  const item = inside ? itemOf(to.split(/[?#]/u)[0] ?? to) : undefined;
  if (item && !isFor(item)) return <span {...(className ? { className } : {})}>{children}</span>;
  return (
    <a href={to} {...(inside ? { onClick: open } : { target: "_blank", rel: "noreferrer" })} {...(className ? { className } : {})}>
      {children}
    </a>
  );
}

/** What happened, what is safe, what to do. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { language, phrases } = useWords();
  const words = problemWords(error, language, phrases);
  return (
    <ErrorState
      what={words.brief ?? words.what}
      safe={phrases.problems.safe}
      todo={words.todo}
      id={words.id}
      retryWord={phrases.common.retry}
      {...(retry ? { retry } : {})}
    />
  );
}
