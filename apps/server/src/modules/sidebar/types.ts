/** What WeCom signs for a page: both identities of `ww.register`. */
export type Signed = { timestamp: number; nonceStr: string; signature: string };
export type PageSignatures = { agentId: number; corp: Signed; agent: Signed };

/** What the composition root lends: tickets are WeCom's business, and addresses the process's. */
export type SidebarDeps = {
  /** Signs a page of ours for the JS-SDK; null where the url is none of ours. */
  readonly sign: (corpId: string, url: string, again: boolean) => Promise<PageSignatures | null>;
  readonly publicUrl: () => string;
};
