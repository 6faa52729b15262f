/** WeChat customer service (微信客服). Words are not in the log: a customer's are in `kf_words` for some days. */
export type KfEvents = {
  /** Somebody wrote: the customer, or a member of staff in the client (`userId`). `kind` is WeCom's msgtype. */
  "kf.said": { openKfId: string; externalUserId: string; msgid: string; userId: string | null; kind: string };
  /** Who serves her now: a person, or nobody (`userId` null), who may be awaited. As WeCom tells it, or as it answered when we asked. */
  "kf.served": {
    openKfId: string;
    externalUserId: string;
    userId: string | null;
    how: "taken" | "passed" | "again" | "ended" | "found" | "waiting";
  };
  /** A standing answer went out, in answer to that message of hers. */
  "kf.answered": { openKfId: string; externalUserId: string; msgid: string; question: string; entryId: string; actionId: string };
  /** WeCom took a message of ours and could not bring it to her; `reason` is its fail_type. */
  "kf.undelivered": { openKfId: string; externalUserId: string; msgid: string; reason: number };
};
