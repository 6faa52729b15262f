/** The tree of phrases as readers of any language use it. */
export type Phrases<T> = { readonly [K in keyof T]: T[K] extends string ? string : Phrases<T[K]> };

/**
 * The same tree in another language: one that lacks a phrase does not compile. A language with a form of its own for
 * exactly one says it beside the phrase, as `key_one`; which of the two is meant, the gap `count` decides.
 */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> } & {
  readonly [K in keyof T & string as T[K] extends string ? `${K}_one` : never]?: string;
};
