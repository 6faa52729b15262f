import { type RawBuilder, sql } from "kysely";
import { isGroup, type SegmentLeaf, type SegmentNode } from "@shuke/contract";
import { behaviourLeaf } from "./leaf-behaviour.ts";
import { ownLeaf } from "./leaf-customer.ts";
import { stayLeaf } from "./leaf-stay.ts";
import { orderLeaf } from "./leaf-order.ts";
import { profileLeaf } from "./leaf-profile.ts";
import { relationLeaf } from "./leaf-relation.ts";
import type { Frame, LeafSql } from "./types.ts";

/** Equal for conditions that say the same. */
export const conditionKey = (leaf: SegmentLeaf): string => JSON.stringify(leaf);

export function leafSql(frame: Frame, leaf: SegmentLeaf): LeafSql {
  const built = freshLeaf(frame, leaf);
  const made = built.set && frame.made?.get(conditionKey(leaf));
  if (!built.set || !made) return built;
  const all = sql`select key from ${sql.ref(made.table)}`;
  return { ...built, set: { ...built.set, rows: made.column === null ? all : sql`${all} where ${sql.ref(made.column)}` } };
}

function freshLeaf(frame: Frame, leaf: SegmentLeaf): LeafSql {
  switch (leaf.kind) {
    case "tags":
    case "name":
    case "gender":
    case "type":
    case "relation":
    case "added":
    case "bucket":
      return ownLeaf(frame, leaf);
    case "staff":
    case "code":
    case "store":
    case "group":
      return relationLeaf(frame, leaf);
    case "did":
    case "never":
    case "last":
      return leaf.what === "joined-group" ? stayLeaf(frame, leaf) : behaviourLeaf(frame, leaf);
    case "orders":
    case "order-date":
    case "rfm":
      return orderLeaf(frame, leaf);
    case "field":
    case "marked":
    case "stage":
    case "segment":
      return profileLeaf(frame, leaf);
  }
}

/**
 * Ids of those who fulfil a tree, as `id`: of everybody, or of some. The two are written differently on purpose: for
 * everybody each condition is a set that is joined (semi, anti), for a few each is looked up by its index.
 */
export function matching(frame: Frame, root: SegmentNode, ids?: readonly string[]): RawBuilder<{ id: string }> {
  return ids
    ? sql`select c.id from customer c where c.corp_id = ${frame.corpId} and c.id = any(${ids}::text[]) and ${probe(frame, root)}`
    : sql`select c.id from customer c where c.corp_id = ${frame.corpId} and ${joined(frame, root, false)}`;
}

/** A tree as one condition over `c`, true or false, for few rows. */
export const probe = (frame: Frame, node: SegmentNode): RawBuilder<boolean> => asked(node, (leaf) => leafSql(frame, leaf).probe);

/** A tree as one condition over `c` to which all sets that were made are joined, each by the name of its table. */
export const probeMade = (frame: Frame, node: SegmentNode): RawBuilder<boolean> =>
  asked(node, (leaf) => {
    const { probe: own, set } = leafSql(frame, leaf);
    const made = frame.made?.get(conditionKey(leaf));
    if (!set || !made) return own;
    const yes = made.column === null ? sql`${keyOf(made)} is not null` : sql`${sql.ref(`${made.table}.${made.column}`)} is true`;
    return set.negated ? sql`not (${yes})` : yes;
  });

export const keyOf = ({ table }: { table: string }) => sql.ref(`${table}.key`);

function asked(node: SegmentNode, ask: (leaf: SegmentLeaf) => RawBuilder<unknown>): RawBuilder<boolean> {
  if (!isGroup(node)) return sql`${ask(node)}`;
  const parts = node.of.map((child) => sql`(${asked(child, ask)})`);
  if (node.kind === "and") return sql`(${sql.join(parts, sql` and `)})`;
  return node.kind === "or" ? sql`(${sql.join(parts, sql` or `)})` : sql`not (${sql.join(parts, sql` or `)})`;
}

/** A tree, or its opposite, as conditions over `c` that PostgreSQL turns into joins. */
function joined(frame: Frame, node: SegmentNode, opposite: boolean): RawBuilder<boolean> {
  if (!isGroup(node)) return joinedLeaf(leafSql(frame, node), opposite);
  const flip = node.kind === "not" ? !opposite : opposite;
  const any = node.kind === "and" ? flip : !flip;
  const [only] = node.of;
  if (node.of.length === 1 && only) return joined(frame, only, flip);
  if (any) return someOf(frame, node.of, flip);
  return sql`(${sql.join(
    node.of.map((child) => joined(frame, child, flip)),
    sql` and `,
  )})`;
}

function joinedLeaf({ probe: test, set }: LeafSql, opposite: boolean): RawBuilder<boolean> {
  if (!set) return opposite ? sql`not (${test})` : sql`(${test})`;
  const key = sql.ref(set.key === "id" ? "c.id" : "c.external_user_id");
  // NOT IN is no join (it must think of nulls), NOT EXISTS is one.
  return opposite === (set.negated ?? false)
    ? sql`${key} in (${set.rows})`
    : sql`not exists (select from (${set.rows}) x(key) where x.key = ${key})`;
}

/**
 * At least one of several. An OR over sets would be asked row by row, so the sets are put together and joined once; what the
 * customer's own row answers goes into one branch. Where most of it says "not", it is the opposite of all the contrary.
 */
function someOf(frame: Frame, nodes: readonly SegmentNode[], flip: boolean): RawBuilder<boolean> {
  const own: RawBuilder<boolean>[] = [];
  const sets: Array<{ key: "id" | "external"; rows: RawBuilder<unknown> }> = [];
  const others: SegmentNode[] = [];
  for (const node of nodes) {
    const leaf = isGroup(node) ? undefined : leafSql(frame, node);
    if (leaf && !leaf.set) own.push(joinedLeaf(leaf, flip));
    else if (leaf?.set && (leaf.set.negated ?? false) === flip) sets.push(leaf.set);
    else if (isGroup(node) && isOwn(frame, node)) own.push(flip ? sql`not ${probe(frame, node)}` : probe(frame, node));
    else others.push(node);
  }
  if (sets.length === 0 && others.length === 0) return sql`(${sql.join(own, sql` or `)})`;
  const corp = frame.corpId;
  if (others.some((node) => !isGroup(node))) {
    // "Not A or not B": not both.
    const contrary = nodes.map((node) => joined(frame, node, !flip));
    return sql`not exists (select from (select c.id from customer c where c.corp_id = ${corp}
      and ${sql.join(contrary, sql` and `)}) x(key) where x.key = c.id)`;
  }
  const [first] = sets;
  if (first && own.length === 0 && others.length === 0 && sets.every(({ key }) => key === first.key)) {
    // All of one key: joined by it, without looking each of them up first.
    const all = sql.join(
      sets.map(({ rows }) => sql`(${rows})`),
      sql` union all `,
    );
    return sql`${sql.ref(first.key === "id" ? "c.id" : "c.external_user_id")} in (${all})`;
  }
  const branches = sets.map(({ key, rows }) =>
    key === "id" ? rows : sql`select k.id from customer k where k.corp_id = ${corp} and k.external_user_id in (${rows})`,
  );
  if (own.length > 0) branches.push(sql`select c.id from customer c where c.corp_id = ${corp} and (${sql.join(own, sql` or `)})`);
  for (const node of others) branches.push(sql`select c.id from customer c where c.corp_id = ${corp} and ${joined(frame, node, flip)}`);
  return sql`c.id in (${sql.join(
    branches.map((branch) => sql`(${branch})`),
    sql` union all `,
  )})`;
}

/** Whether the customer's own row answers all of it. */
const isOwn = (frame: Frame, node: SegmentNode): boolean =>
  isGroup(node) ? node.of.every((child) => isOwn(frame, child)) : leafSql(frame, node).set === undefined;
