import type { FastifyInstance } from "fastify";

export type HeaderOptions = {
  /** The sandbox shows the customer's phone in a frame and stands in for WeCom's login page; demo mode only. */
  sandboxUrl: string | undefined;
};

/**
 * What every answer forbids the browser. A page that needs something else (the docs, a customer page) sets its own policy
 * first. Inline styles are let in because Ant Design writes its tokens as style elements.
 */
export function registerHeaders(server: FastifyInstance, options: HeaderOptions): void {
  const sandbox = options.sandboxUrl === undefined ? "" : ` ${new URL(options.sandboxUrl).origin}`;
  const common = `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:${sandbox}; font-src 'self' data:; object-src 'none'; base-uri 'none'`;
  const console = `${common}; frame-src 'self'${sandbox}; form-action 'self'; frame-ancestors 'none'`;
  // A form of a customer page may end at WeCom's login page: browsers check the whole chain of redirects.
  const customer = `${common}; form-action 'self' https://open.weixin.qq.com${sandbox}; frame-ancestors 'self'${sandbox}`;
  server.addHook("onSend", (request, reply, payload, done) => {
    const isCustomerPage = request.url.startsWith("/m/");
    if (!reply.hasHeader("content-security-policy")) {
      reply.header("content-security-policy", isCustomerPage ? customer : console);
    }
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "same-origin");
    if (request.url.startsWith("/api/") && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    done(null, payload);
  });
}
