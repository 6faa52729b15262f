import { defineConfig } from "vitest/config";

const timeouts = { testTimeout: 60_000, hookTimeout: 120_000 };
const database = ["apps/server/test/global-setup.ts"];

export default defineConfig({
  test: {
    // Two cores: one worker runs tests, the other core is PostgreSQL's or the browser's.
    maxWorkers: 2,
    pool: "forks",
    projects: [
      { test: { name: "rules", include: ["packages/**/*.test.ts", "scripts/**/*.test.ts", "apps/h5/**/*.test.ts", "apps/sidebar/**/*.test.ts"], ...timeouts } },
      { test: { name: "db", include: ["apps/server/src/**/*.test.ts", "apps/server/test/*.test.ts"], globalSetup: database, ...timeouts } },
      { test: { name: "flows", include: ["apps/server/test/flows/**/*.test.ts"], globalSetup: database, ...timeouts } },
      { test: { name: "console", include: ["apps/console/**/*.test.{ts,tsx}"], ...timeouts } },
    ],
  },
});
