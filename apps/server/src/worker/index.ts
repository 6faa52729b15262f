export { createEngine, type Engine } from "./engine.ts";
export { type Loop, startLoop } from "./loop.ts";
