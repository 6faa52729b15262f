import type { Ticket } from "@shuke/contract";
import { StatusTag, type Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { lengthWords, whenWords } from "../../kit/time.ts";
import { useNow, useSession } from "../../session.tsx";

const tones: Record<Ticket["state"], Tone> = { open: "watch", promised: "primary", answered: "good", closed: "plain", reopened: "bad" };

export function TicketState({ ticket }: { ticket: Pick<Ticket, "state" | "overdue"> }) {
  const { t, phrases } = useWords();
  if (ticket.overdue) return <StatusTag tone="bad">{t("tickets.overdue")}</StatusTag>;
  return <StatusTag tone={tones[ticket.state]}>{phrases.tickets.states[ticket.state]}</StatusTag>;
}

/** An instant in a sentence. */
export function useTimeWords(): (at: string) => string {
  const { language, phrases } = useWords();
  const now = useNow();
  const { timeZone } = useSession().corp;
  return (at) => whenWords(new Date(at), { now, timeZone, language, words: phrases.time });
}

/** Minutes as people say them. */
export function useSpanWords(): (minutes: number | null) => string {
  const { phrases } = useWords();
  return (minutes) => (minutes === null ? phrases.common.none : lengthWords(minutes * 60_000, phrases.time));
}
