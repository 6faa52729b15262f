/** Whether whoever sits here asked her system for less movement. */
export const wantsStillness = (): boolean => typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
