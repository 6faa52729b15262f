import {
  type Attributes,
  type Context,
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";

/**
 * Spans by OpenTelemetry's API alone: without an SDK in the process they cost nothing and go nowhere (docs/OPERATIONS.md, “Traces”). The trace
 * of a callback is named by the callback itself: its key in the inbox is a hash, of which the trace takes its id, so every process that
 * does something because of it joins the same trace without being told.
 */
const CALLBACK_KEY = /^wecom:([0-9a-f]{32})([0-9a-f]{16})/;
/** A batch may stand for thousands of callbacks: so many of them are shown. */
const MOST = 50;

/** Whether anybody listens: whoever has to ask the database for a trace asks this first. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer("shuke") !== undefined;
}

/** The trace that a callback's key, or the source key of a fact made of it, belongs to; null for anything else, and where nobody listens. */
export function traceOf(key: string | null | undefined): Context | null {
  if (!isTracing()) return null;
  const [, traceId, spanId] = CALLBACK_KEY.exec(key ?? "") ?? [];
  if (traceId === undefined || spanId === undefined) return null;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

type What = { name: string; attributes?: Attributes; kind?: "server" | "client" | "internal" };
const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

function begin({ name, attributes = {}, kind = "internal" }: What, at: Context): Span {
  return trace.getTracer("shuke").startSpan(name, { kind: kinds[kind], attributes }, at);
}

/** Does work as one span in each of these traces; what it calls joins the first. Without any it is plain work. */
export async function traced<T>(traces: ReadonlyArray<Context | null>, what: What, work: () => Promise<T>): Promise<T> {
  const joined = traces.filter((one) => one !== null).slice(0, MOST);
  const spans = joined.map((at) => begin(what, at));
  const [first] = spans;
  if (!first) return work();
  try {
    return await context.with(trace.setSpan(joined[0] ?? ROOT_CONTEXT, first), work);
  } catch (error) {
    for (const span of spans)
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** Something that has just ended, below whatever runs. */
export function noteCall(what: What, tookMs: number, isRefused: boolean): void {
  if (trace.getSpan(context.active()) === undefined) return;
  const now = Date.now();
  const span = trace
    .getTracer("shuke")
    .startSpan(
      what.name,
      { kind: kinds[what.kind ?? "client"], attributes: what.attributes ?? {}, startTime: now - tookMs },
      context.active(),
    );
  if (isRefused) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(now);
}
