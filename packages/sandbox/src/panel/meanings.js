import { language } from "./words.js";

// What an errcode says to somebody who looks on. Others are shown in the words of the answer.
const LINES = `
-1|系统忙，过会儿再试|Busy, try again later
40001|密钥不对|Wrong secret
40003|没有这位员工|No such member
40007|素材编号不对|No such media
40013|企业编号不对|Wrong corp id
40014|令牌失效|Token is invalid
40050|没有这个群|No such group
40056|应用编号不对|Wrong app id
40058|参数不对|A field is wrong
40063|请求方法或参数不对|Wrong method
40068|没有这个标签|No such tag
40096|没有这位客户，或应用看不到|No such customer, or out of sight
40128|90 天内转接超过两次|Handed over twice in 90 days
40129|正在转接|Being handed over
41001|没带令牌|No token
41009|没说哪位员工|No userid
41011|没说哪个应用|No agentid
41044|没有这个活码|No such code
41048|没有能发的客户|No customers to send to
41050|欢迎语的码不对，或超过 20 秒|Welcome code is wrong or too old
41051|欢迎语用过了，或已经聊起来了|Welcome was used, or they chat already
41063|群发还没到手机上|The mass send has not reached the phones
41096|别的应用正在发欢迎语|Another app is sending the welcome
42001|令牌过期|Token has expired
44001|文件是空的|The file is empty
45002|内容太长|Text is too long
45009|调用太频繁|Called too often
45033|同时调用太多|Too many calls at once
48002|应用没有这个权限|The app may not call this
48005|沙盒里没有这个接口|The sandbox does not play this
48007|应用管不到这个客服账号|The kf account is not the app’s
49008|群已经解散|The group is gone
50002|员工不在可见范围|Member is out of range
50003|应用停用了|The app is disabled
60011|没有权限|No permission
60020|来源地址不可信|Caller’s address is not trusted
60111|没有这位员工|No such member
81013|收件人全都不对|No valid recipient
84061|他们不是客户关系|They are not friends
84074|员工没有客户联系权限|Member may not serve customers
301002|不是这个应用的|Not of this app
`;

const MEANINGS = new Map(
  LINES.trim()
    .split("\n")
    .map((line) => line.split("|"))
    .map(([code, zh, en]) => [Number(code), { zh, en }]),
);

/** The codes that are worth planting, with their meaning. */
export const PLANTED = [-1, 45009, 45033, 40014, 48002, 84061, 41050];

export function meaningOf(errcode, errmsg = "") {
  return MEANINGS.get(errcode)?.[language] ?? errmsg;
}
