import type { z } from "zod";

/** What a person must be allowed to do. Roles are sets of these (server: modules/access/rules.ts). */
export type Permission =
  | "public"
  | "session"
  | "customers.read"
  | "customers.write"
  | "groups.read"
  | "groups.write"
  | "entrances.read"
  | "entrances.write"
  | "stores.write"
  | "orders.read"
  /** Phone numbers as they are; without it they are masked in every answer and file. No endpoint asks for it. */
  | "phones.read"
  | "orders.write"
  | "plays.read"
  | "plays.write"
  | "tasks.read"
  | "tasks.write"
  | "insight.read"
  | "system.read"
  | "system.write"
  /** Who may come in, and the record of what they did: those who answer for all of it. */
  | "accounts.read"
  | "accounts.write"
  | "audit.read"
  /** No role's: members of staff on their phones, by the token of the page that they logged in to. */
  | "sidebar.read"
  | "sidebar.write";

export type Endpoint<In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType> = {
  /** `noun.verb`: `POST /api/<name>`. */
  readonly name: string;
  readonly summary: string;
  readonly permission: Permission;
  /**
   * What a narrow role (store manager, guide, group owner) gets: "own", the verb narrows to what is hers; "any", the same as everybody.
   * Absent: nothing, she is refused.
   */
  readonly scope?: "own" | "any";
  /**
   * Somebody's personal data is opened by it, which is recorded: what it is about, and the field of the input that names it.
   * Lists are not; files are, all of them.
   */
  readonly shows?: { readonly subject: "customer" | "external" | "person" | "order"; readonly by: string };
  /** Needs a permission to write, and changes nothing all the same: a preview, a piece of a file. Nothing is recorded of it. */
  readonly changes?: false;
  readonly input: In;
  readonly output: Out;
};

export const endpoint = <In extends z.ZodType, Out extends z.ZodType>(spec: Endpoint<In, Out>): Endpoint<In, Out> => spec;

export type InputOf<E> = E extends Endpoint<infer In, z.ZodType> ? z.input<In> : never;
export type ParsedInputOf<E> = E extends Endpoint<infer In, z.ZodType> ? z.output<In> : never;
export type OutputOf<E> = E extends Endpoint<z.ZodType, infer Out> ? z.output<Out> : never;

/** A file for spreadsheets that is written while it is read: `GET /api/download/<name>?input=<json>`. */
export type DownloadSpec<In extends z.ZodType = z.ZodType> = {
  readonly name: string;
  readonly permission: Permission;
  /** As of an endpoint. */
  readonly scope?: "own" | "any";
  /** What the file is called, without its date and ending. */
  readonly file: string;
  readonly input: In;
};

export const downloadSpec = <In extends z.ZodType>(spec: DownloadSpec<In>): DownloadSpec<In> => spec;

export type ParsedDownload<D> = D extends DownloadSpec<infer In> ? z.output<In> : never;
export type DownloadInput<D> = D extends DownloadSpec<infer In> ? z.input<In> : never;

/** Whether a call of it is a change that must leave a record. */
export const isChange = ({ permission, changes }: Pick<Endpoint, "permission" | "changes">): boolean =>
  permission.endsWith(".write") && changes !== false;

/** What every refusal looks like on the wire; `code` is a phrase key (packages/phrases errors). */
export type ProblemBody = { code: string; message: string; details?: Record<string, unknown> };
