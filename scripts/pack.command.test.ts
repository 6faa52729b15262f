import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "./lib/places.ts";
import { packages, packPackage } from "./pack/package.ts";

let home: string;

/** A project of somebody else's, with both packages out of their tarballs and the libraries that they name. */
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), "shuke-pack-"));
  const modules = path.join(home, "node_modules");
  mkdirSync(path.join(modules, "@shuke"), { recursive: true });
  for (const name of readdirSync(path.join(repository, "node_modules"))) {
    if (!name.startsWith(".") && name !== "@shuke") symlinkSync(path.join(repository, "node_modules", name), path.join(modules, name));
  }
  for (const name of packages.keys()) {
    const folder = path.join(modules, "@shuke", name);
    mkdirSync(folder);
    execFileSync("tar", ["xzf", await packPackage(name, home), "-C", folder, "--strip-components=1"]);
  }
  writeFileSync(path.join(home, "package.json"), '{ "type": "module" }');
}, 240_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("the packed client meets people in the packed sandbox, without the repository", () => {
  const program = `
    import { createSandbox } from "@shuke/sandbox";
    import { createWecomClient } from "@shuke/wecom";
    const sandbox = await createSandbox({ seed: 7, start: "2026-03-02T01:00:00Z", profile: { staff: 2 } });
    const { corpId, secret } = sandbox.corp;
    const client = createWecomClient({ corpId, secret, baseUrl: sandbox.url });
    const way = await client.contactWay.add({ type: 1, scene: 2, user: ["staff001"], state: "poster" });
    await sandbox.act({ who: "new", do: "scan", url: way.qr_code });
    const { external_userid: ids } = await client.externalContact.list({ userid: "staff001" });
    const page = await fetch(sandbox.url + "/_sandbox/panel/");
    console.log(JSON.stringify({ friends: ids.length, panel: page.status, html: (await page.text()).includes("<script") }));
    await client.close?.();
    await sandbox.close();
    process.exit(0);`;
  writeFileSync(path.join(home, "program.mjs"), program);
  const output = execFileSync(process.execPath, ["program.mjs"], { cwd: home, encoding: "utf8" });
  expect(JSON.parse(output)).toEqual({ friends: 1, panel: 200, html: true });
}, 60_000);

test("its types tell right calls from wrong ones", () => {
  const check = (text: string): string => {
    writeFileSync(path.join(home, "use.ts"), `import { createSandbox } from "@shuke/sandbox";\n${text}\n`);
    const tsc = path.join(repository, "node_modules/.bin/tsc");
    const args = [tsc, "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2024", "--types", "node", "use.ts"];
    try {
      return execFileSync(process.execPath, args, { cwd: home, encoding: "utf8" });
    } catch (error) {
      return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    }
  };
  expect(check("const sandbox = await createSandbox({ seed: 7 }); export const url: string = sandbox.url;")).toBe("");
  expect(check('await createSandbox({ seed: "seven" });')).toContain("is not assignable to type 'number'");
}, 60_000);

test("its command starts, says where it is, and explains itself", async () => {
  const bin = path.join(home, "node_modules/@shuke/sandbox/dist/main.js");
  expect(execFileSync(process.execPath, [bin, "--help"], { encoding: "utf8" })).toContain("--port N");
  const child = spawn(process.execPath, [bin, "--port", "0"], { cwd: home, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const { url, corpId, secret }: { url: string; corpId: string; secret: string } = JSON.parse(line);
  const answer = await fetch(`${url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
  expect(await answer.json()).toMatchObject({ errcode: 0, errmsg: "ok" });
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
}, 60_000);
