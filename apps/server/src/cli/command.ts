import type { Config } from "#config";

/** One command of `npm run cli -- …`. Answers the exit code; what a person can mend is thrown as a StartupError. */
export type Command = {
  /** The words that choose it: `["stores", "import"]`. */
  words: readonly string[];
  usage: string;
  run(args: readonly string[], config: Config): Promise<number>;
};

/** Progress and advice go to stderr; stdout is for what another program may read. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);
