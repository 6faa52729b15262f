import type { Envelope } from "../answer.ts";
import type { CallOptions, Caller } from "../call.ts";

type IpList = Envelope & { ip_list: string[] };

/** Addresses of WeCom's servers, for firewalls and the doctor. WeCom section 1.3. */
export function networkApi({ call }: Caller) {
  return {
    /** Where callbacks come from; refresh daily. */
    callbackIps: (options?: CallOptions) => call<IpList>("/cgi-bin/getcallbackip", { idempotent: true }, options),
    apiIps: (options?: CallOptions) => call<IpList>("/cgi-bin/get_api_domain_ip", { idempotent: true }, options),
  };
}
