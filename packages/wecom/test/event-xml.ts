/** The plaintext of an event as WeCom writes it. */
export function eventXml(event: string, changeType: string, rest: string, createTime = 1700000000): string {
  return (
    `<xml><ToUserName><![CDATA[ww1]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>` +
    `<CreateTime>${createTime}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${event}]]></Event>` +
    `<ChangeType><![CDATA[${changeType}]]></ChangeType>${rest}</xml>`
  );
}
