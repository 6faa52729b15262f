import fc from "fast-check";

/*
 * A set-up file. The same commit is judged by the same examples wherever it is tested, so that a red run is always about the change.
 * New examples are looked for by `npm run soak -- properties`, with PROPERTY_SEED=random.
 */

const SEED = 20_261_123;

const asked = process.env.PROPERTY_SEED;
if (asked !== "random") fc.configureGlobal({ seed: asked === undefined ? SEED : Number(asked) });
