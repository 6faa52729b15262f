import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import type { Auth } from "./auth.ts";

/**
 * A session for somebody whom another door has made out (WeCom). Called by the server only: it has no address, and the cookie is the
 * same as that of a login by password.
 */
export const openedByServer = () =>
  ({
    id: "opened-by-server",
    endpoints: {
      openFor: createAuthEndpoint.serverOnly({ method: "POST", body: z.object({ userId: z.string() }) }, async (ctx) => {
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(ctx.body.userId);
        if (!user) return { opened: false };
        const session = await internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return { opened: true };
      }),
    },
  }) satisfies BetterAuthPlugin;

/** The cookies that let this user in; none when there is no such user any more. */
export async function openSession(auth: Auth, userId: string, headers: Headers): Promise<string[]> {
  const answer = await auth.api.openFor({ body: { userId }, headers, returnHeaders: true });
  return answer.response.opened ? answer.headers.getSetCookie() : [];
}
