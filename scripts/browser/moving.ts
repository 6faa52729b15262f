/** For a page's `evaluate`: how many animations will end and have not. */
export const MOVING = `document.getAnimations().filter((one) =>
  one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity).length`;
