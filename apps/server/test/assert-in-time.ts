import fc from "fast-check";

/**
 * Tries a property for at most `ms`. A run that is under way when the time is over is waited for: left alone it would go on
 * while its database is taken away, and hold connections that this waits for.
 */
export async function assertInTime<T>(property: fc.IAsyncProperty<T>, limits: { numRuns: number; ms: number }): Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  const run = property.run.bind(property);
  property.run = (value) => {
    const result = run(value);
    running = result;
    return result;
  };
  try {
    await fc.assert(property, { numRuns: limits.numRuns, interruptAfterTimeLimit: limits.ms });
  } finally {
    await running;
  }
}
