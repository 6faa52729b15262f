import { api, auditDownloads } from "@shuke/contract";
import { download, type Download, route, type Route } from "#http/route";
import type { Auth } from "./auth.ts";
import { type Door, disableAccount, enableAccount, inviteAccount, removeAccount, resetPassword, updateAccount } from "./change-accounts.ts";
import { exportAudit } from "./export-audit.ts";
import { listAccounts } from "./list-accounts.ts";
import { listAudit } from "./list-audit.ts";
import { lookAtLink, setPassword } from "./set-password.ts";
import type { Trail } from "./trail.ts";

export const routesWith = ({ auth, trail, ...door }: Door & { auth: Auth; trail: Trail }): readonly Route[] => [
  route(api.accounts.list, async (ctx, input) => {
    await trail.flush();
    return listAccounts(ctx, input, door.nowMs());
  }),
  route(api.accounts.invite, (ctx, input) => inviteAccount(ctx, input, door)),
  route(api.accounts.update, updateAccount),
  route(api.accounts.disable, disableAccount),
  route(api.accounts.enable, enableAccount),
  route(api.accounts.resetPassword, (ctx, input) => resetPassword(ctx, input, door)),
  route(api.accounts.remove, removeAccount),
  route(api.welcome.look, (ctx, { token }) => lookAtLink(ctx, token, door.nowMs())),
  route(api.welcome.setPassword, (ctx, input) => setPassword(ctx, input, { auth, nowMs: door.nowMs() })),
  route(api.audit.list, async (ctx, input) => {
    await trail.flush();
    return listAudit(ctx, input);
  }),
];

export const downloadsWith = ({ trail }: { trail: Trail }): readonly Download[] => [
  download(auditDownloads.list, async function* (ctx, input) {
    await trail.flush();
    yield* exportAudit(ctx, input);
  }),
];
