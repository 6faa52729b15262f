import type { FastifyInstance } from "fastify";

/** A phone: keeps cookies and goes through the login as `who`, without any script. */
export function createPhone(server: FastifyInstance, who: string, headers: Record<string, string> = {}) {
  const jar = new Map<string, string>();
  const raw = async (method: "GET" | "POST", url: string, form?: Record<string, string>) => {
    const answer = await server.inject({
      method,
      url,
      headers: {
        ...headers,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      },
      ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
    });
    for (const { name, value, maxAge } of answer.cookies) {
      if (value === "" || maxAge === 0) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  const follow = async (method: "GET" | "POST", url: string, form?: Record<string, string>) => {
    let answer = await raw(method, url, form);
    for (let hop = 0; answer.statusCode >= 300 && answer.statusCode < 400 && hop < 6; hop += 1) {
      const to = new URL(String(answer.headers["location"]), "http://phone.test");
      answer = await raw(
        "GET",
        to.host === "wx.test" ? `/m/auth?code=${who}&state=${to.searchParams.get("state")}` : to.pathname + to.search,
      );
    }
    return answer;
  };
  return {
    jar,
    raw,
    open: (url: string) => follow("GET", url),
    send: (url: string, form: Record<string, string>) => follow("POST", url, form),
  };
}

/** The hidden inputs of the nth form of a kind. */
export function fields(page: string, kind: string, n = 0): Record<string, string> {
  const forms = [...page.matchAll(/<form[^>]*data-form="([a-z]+)"[^>]*>(.*?)<\/form>/gsu)].filter((match) => match[1] === kind);
  const inputs = [...(forms[n]?.[2] ?? "").matchAll(/<input[^>]*>/gu)].map(
    ([tag]) => [/name="([^"]*)"/u.exec(tag)?.[1] ?? "", /value="([^"]*)"/u.exec(tag)?.[1] ?? ""] as const,
  );
  return Object.fromEntries(inputs);
}
