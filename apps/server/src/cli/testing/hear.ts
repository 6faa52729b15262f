import { type MockInstance, onTestFinished, vi } from "vitest";

const words = (spy: MockInstance<typeof process.stdout.write>) => spy.mock.calls.map(([line]) => String(line)).join("");

/** What a command says to a person and what it gives to another program, until the test ends. */
export function hear(): { said(): string; out(): string } {
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => {
    said.mockRestore();
    out.mockRestore();
  });
  return { said: () => words(said), out: () => words(out) };
}
