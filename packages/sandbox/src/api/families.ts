/** Families of the conformance page, in its order. */
export const FAMILIES = {
  auth: "Auth",
  contacts: "Contacts",
  "contact-ways": "Contact ways",
  customers: "Customers",
  tags: "Customer tags",
  strategies: "Rule groups",
  transfers: "Transfers",
  groups: "Customer groups",
  "mass-messages": "Welcome and mass messages",
  moments: "Moments",
  statistics: "Statistics",
  "intercept-rules": "Intercept rules",
  album: "Product album",
  acquisition: "Acquisition links",
  ids: "Id conversion",
  media: "Media",
  messages: "Application messages",
  webhook: "Webhook bots",
  archive: "Message archive",
  kf: "WeChat customer service",
} as const;

export type Family = keyof typeof FAMILIES;

/**
 * Who may call a path (wecom-api §1.1). `open`: no token. `any`: every secret. `app`: self-built apps. `customers`: apps
 * listed under 客户联系 → 可调用接口的应用, and the old system secret. `customer-apps`: the same without the system secret.
 * `kf`: apps listed under 微信客服, and its old secret. `archive`: the archive's secret alone.
 */
export type Access = "open" | "any" | "app" | "customers" | "customer-apps" | "kf" | "archive";
