/** Customers, channels, tags, transfers, groups. Columns: see parseTable in ../errcodes.ts. */
export const customers = `
40050 | gone | 群不存在 | The chat does not exist
40096 | gone | 客户 ID 不对，或跟进人不在应用范围 | Invalid external_userid, or the follower is outside the app's range
40097 | invalid | 原跟进人还没离职 | The handover member has not left
40098 | permission | 成员没实名 | The member is not real-name verified | | 让成员在企业微信里完成实名 | The member has to verify in the WeCom client
40099 | permanent | 成员的客户数到上限 | The member's customer cap is reached
40100,40129 | retry | 客户正在转接中 | The customer is being transferred already | 3600000
40126 | permanent | 企业标签数到上限 | Corp tag cap reached | | 删掉不用的标签 | Delete unused tags
40128 | permanent | 90 天内转接超过 2 次 | Transferred more than twice in 90 days
40130 | invalid | 原跟进人和接替人是同一人 | Handover and takeover are the same person
40131 | invalid | 原成员不是客户的跟进人 | The handover member does not follow this customer
40132 | permission | 团队版不支持 | Not supported for a team account
40143 | permission | 接替成员被限制 | The takeover member is banned
40165-40167 | permanent | 群 ID 升级状态不符 | Wrong chat id upgrade state
40205 | permission | 成员微信登录态过期（一年内需登录） | The member's WeChat ticket expired (login within a year needed)
41035 | invalid | 缺少客户 ID | external_userid is missing
41037-41040 | invalid | 「联系我」类型或场景不对 | Contact way: type or scene wrong
41041 | invalid | 「联系我」成员超过 100 人 | Contact way: more than 100 members
41042 | invalid | 「联系我」样式不对 | Contact way: bad style
41043 | invalid | 缺少 config_id | config_id is missing
41044 | gone | config_id 不存在 | The config_id does not exist
41045 | permanent | 渠道码到 50 万上限 | The cap of 500,000 ways is reached
41054 | permission | 「联系我」成员没激活或没实名 | Contact way: a member is not activated
41055 | permanent | 入群欢迎语到 100 条上限 | The cap of 100 group welcome templates is reached
41056 | invalid | 客户类型不对 | Wrong external contact type
41057 | permission | 没绑定微信开发者账号 | No WeChat developer account bound
41058 | permission | 欢迎语不是本应用创建的 | The welcome template belongs to another app
41068-41071,41076,41077,41083,41084 | invalid | 敏感词规则不合法 | Intercept rule is invalid
41073-41075,41085-41088 | invalid | 商品图册参数不合法 | Product album parameter is invalid
41074 | gone | 商品已删除 | The product was deleted
41091 | invalid | 加群码最多配 5 个群 | A join way may hold 5 groups at most
41095 | permanent | 获客链接到上限 | Acquisition link cap reached
41098,41099 | permission | 获客组件没授权 | Acquisition component is not granted
49008 | gone | 群已解散 | The group is dissolved
84061 | gone | 不是客户关系 | No external-contact relation
84074 | permission | 成员没有客户联系权限 | The member has no external-contact permission
84083,84084 | permission | 成员不是服务成员或不是跟进人 | The member is not a service member or not a follower
85002 | invalid | 包含违禁词 | Forbidden words
86001,86003-86008,86101 | gone | 群 ID 不对或群不可用 | Chat id wrong or chat unusable
86215-86217,86220 | invalid | 群参数或群成员不对 | Chat parameter or member wrong
90500 | invalid | 群主还没离职 | The group owner has not left
90501,90509 | gone | 不是客户群 | Not a customer group
90502 | invalid | 群主已离职 | The group owner has left
90503 | permanent | 群里微信成员已满，要在客户端确认 | The group is full of WeChat members; confirm in the client
90504 | invalid | 群主没变 | The owner is unchanged
90507 | retry | 群正在继承 | The group's inheritance is in progress | 60000
90508 | gone | 群继承已完成 | The group's inheritance is done
90510 | permission | 成员一年内没登录 | The member has not been active within a year
90511 | gone | opengid 查不到群 | Unknown opengid
610004 | gone | 不是本企业客户 | Not a customer of this corp
610014-610018 | invalid | unionid 转换失败（主体或账号不一致） | unionid conversion failed (entity or account mismatch)
701008,701099,701170 | permission | 接口许可不可用 | Licence for this interface is missing
710006 | gone | 临时客户 ID 无效 | Invalid temporary external_userid
`;
