import type { AnswerChannel, api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { bookNow } from "./book.ts";
import { isValid, matchText } from "./rules.ts";

/** Which standing answers fit a text, the best first, in the wording of the channel. */
export async function matchAnswers(ctx: Ctx, input: ParsedInputOf<typeof api.answers.match>): Promise<OutputOf<typeof api.answers.match>> {
  const book = await bookNow(ctx);
  const { channel, drafts, limit } = input;
  const found = matchText(book, input.text, (entry) => drafts || isValid(entry, ctx.now));
  const hits = found.slice(0, limit).map(({ entry, exact, why }) => ({
    id: entry.id,
    title: entry.title,
    answer: (channel && entry.channels[channel]) ?? entry.answer,
    priority: entry.priority,
    exact,
    why,
  }));
  return { hits, looked: book.entries.filter((entry) => drafts || isValid(entry, ctx.now)).length };
}

export type Given = { id: string; answer: string };

/** Says which answer the house gives by itself in a channel: the book is looked up once, however many texts there are. */
export async function answerer(ctx: Ctx, channel: AnswerChannel): Promise<(text: string) => Given | null> {
  const book = await bookNow(ctx);
  return (text) => {
    const [best] = matchText(book, text, (entry) => isValid(entry, ctx.now));
    return best === undefined ? null : { id: best.entry.id, answer: best.entry.channels[channel] ?? best.entry.answer };
  };
}
