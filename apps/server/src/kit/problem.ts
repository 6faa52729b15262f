import { errors, type ErrorCode, type Language, say } from "@shuke/phrases";

/**
 * The one error that verbs throw on purpose. `code` is a phrase key, so every refusal has a Chinese and an English
 * sentence; `details` fill its gaps. Anything else that is thrown is a defect and shows no inner text to a customer.
 */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, details: Record<string, unknown> = {}, status = 400) {
    super(`${code} ${JSON.stringify(details)}`);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export const notFound = (what: string, id: string) => new Problem("notFound", { what, id }, 404);
export const forbidden = (need: string) => new Problem("forbidden", { need }, 403);

/** A problem as part of an answer: in the reader's words, with what another reader's words need. */
export const told = ({ code, details }: Pick<Problem, "code" | "details">, language: Language = "zh-CN") => ({
  code,
  message: say(errors[language], code, details) ?? code,
  details,
});
