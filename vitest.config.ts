import { defineConfig } from "vitest/config";

const timeouts = { testTimeout: 60_000, hookTimeout: 120_000 };
const database = ["apps/server/test/global-setup.ts"];
/** Tests that open a real browser, beside what they test, like all others. */
const browser = ["apps/**/*.browser.test.ts", "packages/**/*.browser.test.ts", "scripts/**/*.browser.test.ts"];
const exclude = ["**/node_modules/**", "**/dist/**"];
/** Tests that run whole commands as a person does. */
const commands = ["scripts/**/*.command.test.ts"];
const onlyQuick = [...exclude, ...browser, ...commands];
/**
 * The files of a worker share what they import: reading it anew for each file was a third of the time. So no module but a set-up file may
 * register hooks while it is imported, and what a process counts is compared with what it was.
 */
const seed = "scripts/lib/property-seed.ts";
const shared = { isolate: false, setupFiles: [seed], ...timeouts };

export default defineConfig({
  test: {
    // Two cores: one worker runs tests, the other core is PostgreSQL's or the browser's.
    maxWorkers: 2,
    pool: "forks",
    projects: [
      {
        test: {
          name: "rules",
          include: ["packages/**/*.test.{ts,tsx}", "scripts/**/*.test.ts", "apps/h5/**/*.test.ts", "apps/sidebar/**/*.test.ts"],
          exclude: onlyQuick,
          ...shared,
          setupFiles: [seed, "packages/sandbox/src/testing/evidence.ts"],
        },
      },
      {
        test: {
          name: "db",
          include: [
            "apps/server/src/**/*.test.ts",
            "apps/server/test/*.test.ts",
            "apps/server/test/middle/**/*.test.ts",
            "bench/**/*.test.ts",
          ],
          exclude: onlyQuick,
          globalSetup: database,
          ...shared,
        },
      },
      {
        test: {
          name: "flows",
          include: ["apps/server/test/flows/**/*.test.ts"],
          exclude: onlyQuick,
          globalSetup: database,
          ...shared,
        },
      },
      // Too long for `npm test`: run by `npm run soak`.
      {
        test: {
          name: "soak",
          include: ["apps/server/test/soak/**/*.soak.test.ts"],
          exclude,
          globalSetup: database,
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: "console", include: ["apps/console/**/*.test.{ts,tsx}"], exclude: onlyQuick, setupFiles: [seed], ...timeouts } },
      { test: { name: "commands", include: commands, exclude, ...timeouts } },
      {
        test: {
          name: "browser",
          include: browser,
          exclude,
          globalSetup: [...database, "apps/server/test/browser/build.ts"],
          testTimeout: 300_000,
          hookTimeout: 180_000,
          // A page on a busy machine has as long as for anything else (stage.ts); one that is right needs none of it.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
