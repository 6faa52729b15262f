export { createEngine, type Engine, type Part } from "./engine.ts";
export { type Loop, startLoop } from "./loop.ts";
