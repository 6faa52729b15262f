import { StartupError } from "../../apps/server/src/db/startup-error.ts";

/** Runs a command with its arguments and ends with its exit code. What a person can mend is said in both languages, without a stack. */
export async function main(run: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    process.exitCode = 1;
    report(error);
  }
}

export function report(error: unknown): void {
  if (error instanceof StartupError) console.error(`\n✗ ${error.message}\n✗ ${error.zh}\n`);
  else console.error(error);
}
