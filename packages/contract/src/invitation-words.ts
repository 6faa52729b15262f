/** Apart from the schemas: the console reads them without loading the contract's. */
export const invitationStates = ["draft", "running", "done", "cancelled"] as const;
/**
 * How far somebody is: waiting for a wave; asked, and nothing came of it yet; the message never arrived; read, opened, in the group; not asked at all.
 */
export const invitationStages = ["waiting", "asked", "missed", "reached", "opened", "joined", "out"] as const;
/** Why somebody is not asked, or not any more. */
export const invitationOuts = ["already-in", "joined-before", "over"] as const;
export const invitationEnds = ["everybody-asked", "time-over", "stopped"] as const;
/** Hours until the next wave is asked. */
export const WAVE_HOURS = { least: 4, usual: 48, most: 336 } as const;
