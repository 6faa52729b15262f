/** Progress and complaints go to stderr, in English and in Chinese. */
export function say(en, zh) {
  process.stderr.write(`${en}${zh ? ` / ${zh}` : ""}\n`);
}

/** Ends the command with what failed and what to do about it. */
export function fail(en, zh) {
  process.stderr.write(`\n✗ ${en}\n✗ ${zh}\n\n`);
  const failure = new Error(en);
  failure.name = "Failure";
  throw failure;
}
