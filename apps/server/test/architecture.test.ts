import { describe, expect, test } from "vitest";
import { roomOf, rooms, type SourceFile, sources } from "./architecture/read.ts";
import { edges, levels, own } from "./architecture/rules.ts";

const files = sources();
const ours = files.filter((file) => !file.isTest && file.room !== "none");
const server = ours.filter((file) => file.path.startsWith("apps/server/src/"));
const deciding = server.filter((file) => /^apps\/server\/src\/(modules|actions)\//.test(file.path));

/** Each violation is a sentence, so that the list is the message. */
const say = (file: SourceFile, what: string) => `${file.path} ${what}`;

test("the files of every room were really read", () => {
  // Grows with the code; a wrong glob would make every other test here pass on nothing.
  expect(files.length).toBeGreaterThan(200);
  expect(rooms.filter((room) => !ours.some((file) => file.room === room))).toEqual([]);
  expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(600);
});

test("rooms import only along the allowed edges", () => {
  const wrong = ours.flatMap((file) =>
    file.imports.flatMap((target) => {
      const to = roomOf(target);
      if (to === null || to === file.room || edges[file.room]?.includes(to)) return [];
      return [say(file, `(${file.room}) imports ${target} (${to}), which the table of edges does not allow`)];
    }),
  );
  expect(wrong).toEqual([]);
});

describe("modules", () => {
  const inModules = server.filter((file) => file.module !== null);

  test("every module has a level", () => {
    const unknown = [...new Set(inModules.map((file) => file.module ?? ""))].filter((name) => !(name in levels));
    expect(unknown).toEqual([]);
  });

  test("import one another only downward", () => {
    const wrong = inModules.flatMap((file) =>
      file.imports.flatMap((target) => {
        const other = /^apps\/server\/src\/modules\/([^/]+)\//.exec(target)?.[1];
        const from = file.module ?? "";
        if (other === undefined || other === from || (levels[other] ?? 99) < (levels[from] ?? 0)) return [];
        return [say(file, `(level ${levels[from]}) imports module ${other} (level ${levels[other]})`)];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("are entered by their index.ts only", () => {
    const wrong = files.flatMap((file) =>
      file.imports.flatMap((target) => {
        const parts = /^apps\/server\/src\/modules\/([^/]+)\/(.+)$/.exec(target);
        if (!parts || parts[1] === file.module || parts[2] === "index.ts") return [];
        return [say(file, `reaches into ${target}`)];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

test("WeCom is called from the senders, the inbox and the clients only", () => {
  const wrong = server
    .filter((file) => file.packages.includes("@shuke/wecom"))
    .filter((file) => !own["@shuke/wecom"].some((allowed) => file.path.startsWith(allowed)));
  expect(wrong.map((file) => say(file, "imports @shuke/wecom"))).toEqual([]);
});

test("the sandbox shares no logic with us: it is the independent judge", () => {
  const sandbox = ours.filter((file) => file.room === "sandbox");
  const wrong = sandbox.flatMap((file) =>
    file.packages.filter((name) => name.startsWith("@shuke/") || name.startsWith("#")).map((name) => say(file, `imports ${name}`)),
  );
  expect(wrong).toEqual([]);
});

test("the environment is read in config.ts only, and where a program of its own begins", () => {
  const wrong = ours.filter((file) => /\bprocess\.env\b/.test(file.code) && !own.environment.includes(file.path));
  expect(wrong.map((file) => say(file, "reads process.env"))).toEqual([]);
});

describe("business time comes from the clock", () => {
  test("no module and no action reads the real time, but for the listed ones", () => {
    const reads = deciding.filter((file) => /\bDate\.now\(\)|\bnew Date\(\)/.test(file.code)).map((file) => file.path);
    expect(reads.filter((path) => !(path in own.realTime))).toEqual([]);
    const noLongerNeeded = Object.keys(own.realTime).filter((path) => !reads.includes(path));
    expect(noLongerNeeded).toEqual([]);
  });

  test("no SQL of a module asks the database for the time", () => {
    const wrong = server
      .filter((file) => file.module !== null)
      .filter((file) => /\b(now\(\)|current_timestamp|clock_timestamp|localtimestamp|current_date)/i.test(withoutClockCalls(file.code)));
    expect(wrong.map((file) => say(file, "asks the database for the time"))).toEqual([]);
  });
});

/** `clock.now()` and a parameter `now()` of ours are what the rule wants. */
const withoutClockCalls = (code: string) => code.replaceAll(/\b\w+\.now\(\)/g, "");

test("no file that somebody wrote is longer than 400 lines", () => {
  const written = files.filter((file) => file.path !== "apps/server/src/db/types.ts");
  const long = written.filter((file) => file.lines > 400).map((file) => say(file, `has ${file.lines} lines`));
  expect(long).toEqual([]);
});

test("nothing escapes the type checker or the linter", () => {
  const wrong = files
    .filter((file) => file.path !== "apps/server/test/architecture.test.ts")
    .filter((file) => /@ts-(ignore|expect-error|nocheck)|as unknown as|oxlint-disable|eslint-disable|: any\b|as any\b/.test(file.code));
  expect(wrong.map((file) => say(file, "switches a check off"))).toEqual([]);
});

test("no module registers hooks while it is imported: the test files of a worker share it, so all but the first would be without them", () => {
  const setUpFile = "packages/sandbox/src/testing/evidence.ts";
  const wrong = files
    .filter(({ path }) => path !== setUpFile && !/\.test\.tsx?$/.test(path))
    .filter((file) => /^(before|after)(All|Each)\(/m.test(file.code));
  expect(wrong.map((file) => say(file, "registers hooks when it is imported"))).toEqual([]);
});
