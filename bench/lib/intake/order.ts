/**
 * The other side of a callback, as a program of its own: `node load.ts '<order as JSON>'`. Everything is signed and sealed before the
 * clock runs. `rate: null` keeps every connection busy; a rate sends at its own pace whatever becomes of the answers (an open loop), and
 * dates each callback by when it was due, so that a pause of the server is seen by all whom it made wait.
 */
export interface LoadOrder {
  url: string;
  keys: { token: string; encodingAesKey: string; receiveId: string };
  connections: number;
  /** callbacks to send at most */
  count: number;
  rate: number | null;
  /** stops after so long; null: when all are sent */
  seconds: number | null;
  /** part of every id, so that no two runs repeat each other */
  run: string;
  /** ids of what was acknowledged go here, one a line */
  acknowledgedFile: string | null;
}

export interface LoadResult {
  acknowledged: number;
  refused: number;
  broken: number;
  seconds: number;
  p50: number;
  p99: number;
  max: number;
}

export const externalId = (run: string, n: number): string => `wm${run}${String(n).padStart(8, "0")}`;

/** A friend request as WeCom tells of it, about 550 bytes; each is another person's. */
export function plainOf(corp: string, external: string, n: number): string {
  return (
    `<xml><ToUserName><![CDATA[${corp}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${1_772_413_200 + Math.floor(n / 50)}</CreateTime>` +
    `<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]></ChangeType>` +
    `<UserID><![CDATA[staff${n % 3000}]]></UserID><ExternalUserID><![CDATA[${external}]]></ExternalUserID><State><![CDATA[poster]]></State>` +
    `<WelcomeCode><![CDATA[${external}-welcome-code]]></WelcomeCode></xml>`
  );
}
