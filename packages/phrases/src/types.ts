/** The same tree of keys with other words: a language that lacks a phrase does not compile. */
export type Phrases<T> = { readonly [K in keyof T]: T[K] extends string ? string : Phrases<T[K]> };
