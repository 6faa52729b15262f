import { expect, test } from "vitest";
import { fake, goTo, open, serious, useConsole } from "./browser.ts";
import { pages } from "./pages.ts";

useConsole();

test("the check itself sees what it should see", async () => {
  const page = await open("/today");
  await page.evaluate(`document.querySelector("h1").innerHTML = '<span style="color:#ccc;background:#fff">pale</span><img src="x">'`);
  expect((await serious(page)).map((line) => line.split(":")[0])).toEqual(expect.arrayContaining(["color-contrast", "image-alt"]));
  await page.context().close();
});

test.each(["empty", "error"] as const)(
  "axe finds nothing serious when every list is in its %s state",
  { timeout: 120_000 },
  async (scene) => {
    fake.scene(scene);
    const page = await open("/today");
    const findings: string[] = [];
    for (const name of ["today", "customers", "groups", "live codes", "stores", "sops", "tasks", "insight", "sync", "inbox"]) {
      await goTo(page, pages[name] ?? "/today");
      await page
        .locator(scene === "error" ? ".error-state" : ".empty-state")
        .first()
        .waitFor();
      findings.push(...(await serious(page)).map((line) => `${name}: ${line}`));
    }
    expect(findings).toEqual([]);
    await page.context().close();
  },
);

test.each([390, 1024])(
  "on %i pixels no page is wider than the screen: tables scroll in their own box",
  { timeout: 120_000 },
  async (width) => {
    const page = await open("/today", { language: "en", width });
    const wide: string[] = [];
    for (const [name, path] of Object.entries(pages)) {
      await goTo(page, path);
      const over = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      if (over > 0) wide.push(`${name}: ${over} px`);
    }
    expect(wide).toEqual([]);
    await page.context().close();
  },
);

test("whoever asked for less movement gets none", async () => {
  const page = await open("/today");
  const longest = () =>
    page.evaluate<number>(`Math.max(...[...document.querySelectorAll("*")].flatMap((one) => {
      const { animationDuration, transitionDuration } = getComputedStyle(one);
      return [...animationDuration.split(","), ...transitionDuration.split(",")].map(parseFloat);
    }))`);
  const askedFor = async (reducedMotion: "reduce" | "no-preference") => {
    await page.emulateMedia({ reducedMotion });
    await page.reload();
    await page.getByRole("button").first().waitFor();
    return longest();
  };
  expect(await askedFor("no-preference")).toBeGreaterThan(0.05);
  expect(await askedFor("reduce")).toBeLessThan(0.001);
  // What is moved by a script is there at once: a menu measures itself right after it was put somewhere.
  const moved = `(() => {
    const box = document.body.appendChild(document.createElement("div"));
    box.style.cssText = "position: fixed; left: 0";
    box.getBoundingClientRect();
    box.style.left = "100px";
    return box.getBoundingClientRect().left;
  })()`;
  expect(await page.evaluate<number>(moved)).toBe(100);
  await page.context().close();
});
