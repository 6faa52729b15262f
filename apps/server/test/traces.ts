import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  context,
  type ContextManager,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  trace,
  TraceFlags,
  type Tracer,
} from "@opentelemetry/api";

export type Seen = { name: string; traceId: string; parent: string | undefined; attributes: Attributes; failed: boolean };

/** A listener in memory, as an SDK would be one: every span that ended, in the order of their ends. */
export function listen(): { seen: Seen[]; stop(): void } {
  const seen: Seen[] = [];
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (at, work, self, ...args) => storage.run(at, () => work.call(self, ...args)),
    bind: (_at, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  let count = 0;
  const tracer: Tracer = {
    startSpan: (name, options, at) => spanOf(name, options ?? {}, trace.getSpanContext(at ?? manager.active())),
    startActiveSpan: () => {
      throw new Error("nobody asks for it");
    },
  };
  function spanOf(name: string, options: SpanOptions, parent: SpanContext | undefined): Span {
    count += 1;
    const own = { traceId: parent?.traceId ?? "", spanId: count.toString(16).padStart(16, "0"), traceFlags: TraceFlags.SAMPLED };
    const one: Seen = { name, traceId: own.traceId, parent: parent?.spanId, attributes: options.attributes ?? {}, failed: false };
    const span: Span = {
      spanContext: () => own,
      setAttribute: () => span,
      setAttributes: () => span,
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      setStatus: () => {
        one.failed = true;
        return span;
      },
      updateName: () => span,
      end: () => void seen.push(one),
      isRecording: () => true,
      recordException: () => {},
    };
    return span;
  }
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  context.setGlobalContextManager(manager);
  return {
    seen,
    stop: () => {
      trace.disable();
      context.disable();
    },
  };
}
