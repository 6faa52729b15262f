/** Tokens, permissions, rates and general request errors. Columns: see parseTable in ../errcodes.ts. */
export const auth = `
0 | ok | 成功 | OK
-1 | retry | 系统繁忙 | System busy | 500 | 稍后再试，最多 3 次 | Repeat later, at most 3 times
6000 | retry | 数据版本冲突，有人同时在改 | Data version conflict, edited at the same time | 500
40001 | permanent | 应用 Secret 不对，或和企业 ID 不匹配 | Wrong app secret, or it does not belong to this corp | | 核对企业 ID 和应用 Secret | Check corp id and app secret
40013 | permanent | 企业 ID 不对 | Invalid corp id | | 核对企业 ID | Check the corp id
40014 | token | access_token 无效 | Invalid access token
42001 | token | access_token 过期 | Access token expired
40056 | permanent | agentid 不对 | Invalid agentid | | 核对应用的 AgentId | Check the app's AgentId
40091 | permanent | Secret 无效或属于别的企业 | The secret is invalid or belongs to another corp
41001 | invalid | 请求里没带 access_token | The request carries no access token
41002,41004 | invalid | 缺少企业 ID 或 Secret | Corp id or secret is missing
40029 | gone | 登录 code 无效 | Invalid OAuth code | | 让对方重新打开链接 | Ask the person to open the link again
42003,42022 | gone | 登录 code 过期或已用过 | OAuth code expired or already used | | 让对方重新打开链接 | Ask the person to open the link again
84014,84015 | gone | user_ticket 过期或无效 | User ticket expired or invalid
42007,42009 | permanent | 服务商授权凭证过期 | A provider credential has expired
42012 | permanent | jsapi_ticket 不可用 | JS-SDK ticket unusable
40082,40084,40085 | permanent | 服务商凭证无效 | Invalid provider credential
40033 | invalid | 有不允许的字符 | Forbidden character
40035 | invalid | 参数不合法 | Invalid parameter
40039 | invalid | URL 太长（上限 1024 字节） | URL too long (1,024 bytes)
40057 | permanent | 回调 URL 不合法或没通过校验 | Callback URL invalid or failed verification
40058 | invalid | 参数不合法（JSON、长度或数组大小） | Invalid parameter (JSON, length or array size)
40063 | invalid | 必填参数为空，或请求方法不对 | A required parameter is empty, or wrong HTTP method
40093,40094 | invalid | JS 接口签名或 URL 不对 | JS-SDK signature or URL wrong
40127 | invalid | 不支持的 URI 协议 | Unsupported URI scheme
40201,40204 | permanent | 内容被反垃圾拦下 | Content blocked by anti-spam | | 改内容再发 | Change the content
40203 | invalid | 参数已废弃 | Deprecated parameter
40206 | invalid | 请求体太大 | Request body too large
43009 | permission | 企业未认证 | The corp is not verified
43012 | permission | 应用没配置回调 URL | The app needs a callback URL
45009 | rate | 调用超过频率限制 | Rate limit reached | 60000
45029 | invalid | 返回内容太大，缩小范围再查 | The answer would be too large; narrow the query
45033 | concurrency | 并发超过限制 | Too many calls at once | 1000
48001 | permission | 功能没授权 | Function not authorised
48002 | permission | 应用没有这个接口的权限 | The app may not call this API
48004 | permission | 授权已失效 | The authorisation is void
48005 | permanent | 接口已下线 | The API is retired
48006 | permission | 应用太久没用，权限被收回 | Permission reclaimed from an unused app
48007 | permission | 客服账号没授权给应用 | The service account is not granted to the app
48008,48009 | permission | 通讯录接口权限受限 | Contacts API is restricted
49004 | invalid | 签名不匹配 | Signature mismatch
50001 | permission | 跳转域名不是可信域名 | Redirect host is not a trusted domain | | 在应用里添加可信域名 | Add the trusted domain to the app
50002 | permission | 成员不在应用可见范围 | The member is outside the app's range
50003,50006 | permission | 应用已停用 | The app is disabled
50100 | invalid | 分页 cursor 无效 | Invalid paging cursor
60011 | permission | 没有操作该成员、部门或标签的权限 | No permission on this member, department or tag
60020 | permission | 调用方 IP 不在可信 IP 里 | The caller's IP is not trusted | | 在应用里添加企业可信 IP，约 1 分钟生效 | Add the egress IP to the app's trusted IPs; takes about a minute
60021,60030 | permission | 成员不可见或超出范围 | The member is not visible or out of range
60031 | permission | 应用暂时被禁止调用接口 | The app is barred from calling APIs for now
80001 | permission | 域名不可信或没备案 | Untrusted domain or no ICP record
91040 | invalid | ticket 类型不对 | Bad ticket type
301002 | permission | 没有这个应用的权限 | No permission on this agent
301005 | permanent | 不能删除创建者 | The creator cannot be deleted
301007 | permanent | 企业不可用 | The corp is unavailable
301042 | permission | 存档调用方 IP 不可信 | Archive: caller's IP is not trusted
670001 | permission | 应用不在共享范围内 | The app is not in the shared range
`;
