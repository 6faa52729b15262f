/** A refusal, as the server would say it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: { code: string; message: string; details: Record<string, unknown> };
  constructor(status: number, code: string, details: Record<string, unknown> = {}) {
    super(code);
    this.status = status;
    this.body = { code, message: code, details };
  }
}

export const found = <T>(value: T | null | undefined, what: string, id: string): T => {
  if (value === null || value === undefined) throw new Refusal(404, "notFound", { what, id });
  return value;
};
