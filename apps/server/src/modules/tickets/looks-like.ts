import type { TicketKind } from "@shuke/contract";

const COMPLAINT = /投诉|退款|退钱|太差|差评|态度|不给退|过期了|坏了|变质|拉肚子|骗|没人管|complain|refund|rude|broken|expired/iu;
const ASKS =
  /[?？]\s*$|怎么|多少|哪里|哪儿|哪家|什么时候|几点|有没有|能不能|可不可以|可以.{0,8}吗|吗\s*[。~～]?$|^(?:how|what|when|where|which|can|could|is|are|do|does)\b/iu;
/** "在吗？" is a greeting, and so short that nothing can be answered. */
const SHORTEST = 5;

/** What somebody wrote in a group: a question, a complaint, or talk (null). Cautious: what it misses a colleague can note by one tap. */
export function looksLike(text: string): TicketKind | null {
  const said = text.trim();
  if ([...said].length < SHORTEST || said.length > 500) return null;
  if (COMPLAINT.test(said)) return "complaint";
  return ASKS.test(said) ? "question" : null;
}
