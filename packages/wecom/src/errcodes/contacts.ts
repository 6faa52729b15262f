/** Members, departments, member tags. Columns: see parseTable in ../errcodes.ts. */
export const contacts = `
40003 | gone | 成员账号不存在 | Invalid userid
40031,40032 | invalid | 成员列表不合法或太长 | User list invalid or too long
40066 | invalid | 部门列表不合法 | Invalid department list
40068 | gone | 标签或标签组不存在 | Invalid tag or tag group id | | 重新同步标签 | Sync the tags again
40070 | invalid | 标签范围里没有有效成员 | No valid member in the tag range
40071 | invalid | 标签名已存在 | The tag name exists
40072 | invalid | 标签名太长或为空 | Bad tag name length
40073 | invalid | openid 不对 | Invalid openid
40088,40089 | gone | 异步任务不存在或结果已清理 | Job missing or its result was purged
41009,41010,41011 | invalid | 缺少必填参数 | A required parameter is missing
43004 | gone | 成员没绑定微信 | The member is not bound to WeChat
45024 | permanent | 账号数到上限 | Account cap reached
46004 | gone | 成员不存在 | The member does not exist
60003 | gone | 部门不存在 | The department does not exist
60102-60106 | invalid | 成员字段重复或不合法 | A member field is duplicate or invalid
60110 | invalid | 成员所在部门超过 20 个 | The member is in more than 20 departments
60111 | gone | 成员不存在或不可见 | The member does not exist or is not visible
60123 | invalid | 部门 ID 不合法 | Invalid department id
60257 | invalid | 直属上级超过 5 个 | More than 5 direct leaders
81001-81003 | permanent | 通讯录节点数到上限 | Contacts node limit reached
81011-81014 | permission | 没有这个标签的权限 | No permission on the tag
81017 | invalid | 请求的数据太多，加筛选条件 | Too many items requested; add a filter
610001 | permanent | 成员永久二维码到上限 | Permanent QR cap of the member reached
610003 | invalid | 场景不对 | Bad scene
845001-845003 | invalid | openid 类型或主体不一致 | openid type or entity mismatch
842002-842006,846000 | permanent | 代开发应用类型不符 | Wrong app type for this call
`;
