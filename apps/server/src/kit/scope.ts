import { type RawBuilder, sql } from "kysely";

/**
 * What a person with a narrow role may see, found out once per call. Absent from a context: the whole corp (heads, API keys, jobs,
 * handlers). Who is bound to nothing has a scope of nothing.
 */
export type Scope = {
  /** Members of staff whose customers and tasks these are: herself, and whoever is below her. */
  readonly userIds: readonly string[];
  readonly storeIds: readonly string[];
  /** Groups that one of them owns, that she helps to run, or that belong to one of the stores. */
  readonly chatIds: readonly string[];
  /** Who owns these groups; with `userIds`, whoever may have a task about them. */
  readonly ownerIds: readonly string[];
};

export const NOTHING: Scope = { userIds: [], storeIds: [], chatIds: [], ownerIds: [] };

type Scoped = { readonly scope?: Scope | null };

const ids = (list: readonly string[]) => sql`${[...list]}::text[]`;

/** As conditions on a column; true for the whole corp. */
export const staffInScope = ({ scope }: Scoped, userId: RawBuilder<unknown>): RawBuilder<boolean> =>
  scope ? sql<boolean>`${userId} = any(${ids(scope.userIds)})` : sql<boolean>`true`;

export const chatInScope = ({ scope }: Scoped, chatId: RawBuilder<unknown>): RawBuilder<boolean> =>
  scope ? sql<boolean>`${chatId} = any(${ids(scope.chatIds)})` : sql<boolean>`true`;

export const storeInScope = ({ scope }: Scoped, storeId: RawBuilder<unknown>): RawBuilder<boolean> =>
  scope ? sql<boolean>`${storeId} = any(${ids(scope.storeIds)})` : sql<boolean>`true`;

/** Over `t`, a row of `task`: hers or about one of her groups. The first part is what the index by assignee answers. */
export const taskInScope = ({ scope }: Scoped): RawBuilder<boolean> =>
  scope
    ? sql<boolean>`t.assignee = any(${ids([...new Set([...scope.userIds, ...scope.ownerIds])])})
        and (t.assignee = any(${ids(scope.userIds)}) or t.params ->> 'chatId' = any(${ids(scope.chatIds)}))`
    : sql<boolean>`true`;

/** The same for what is read already. */
export const seesStaff = ({ scope }: Scoped, userId: string): boolean => !scope || scope.userIds.includes(userId);
export const seesStore = ({ scope }: Scoped, storeId: string): boolean => !scope || scope.storeIds.includes(storeId);
export const seesChat = ({ scope }: Scoped, chatId: string): boolean => !scope || scope.chatIds.includes(chatId);
