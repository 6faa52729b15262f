/** Messages, mass sends, moments, media, archive, service desk. Columns: see parseTable in ../errcodes.ts. */
export const messages = `
40004,40005 | invalid | 素材类型不对 | Bad media type
40006,40009,40011 | invalid | 素材太大或太小 | Bad media size
40007 | gone | media_id 无效或过期 | Media id invalid or expired | | 重新上传素材 | Upload the media again
40008 | invalid | 消息类型不对 | Invalid message type
40123 | invalid | 图片损坏 | The image is corrupt
41006 | invalid | 缺少 media_id | media_id is missing
41046 | invalid | 缺少群发 msgid | Mass message id is missing
41047 | gone | 群发 msgid 无效 | Mass message id is invalid
41048 | gone | 没有可发的客户 | No customer to send to
41049 | invalid | 缺少欢迎语 code | Welcome code is missing
41050 | gone | 欢迎语 code 无效或超过 20 秒 | Welcome code invalid or older than 20 s
41051 | gone | 已开始聊天，或欢迎语已被发过 | Chat already begun, or another app sent the welcome
41052 | invalid | 发送时间不对 | Invalid send time
41053 | gone | 客户还没同意存档 | The customer has not agreed to archiving
41096 | retry | 欢迎语正在发送 | The welcome message is being sent | 1000
41059,41067 | invalid | 朋友圈参数不对 | Moment id missing or of a wrong type
41060-41062 | gone | 朋友圈不存在或没发表 | Moment unknown, not this member's, or not published
41063 | retry | 群发任务还在下发 | The mass message is still being dispatched | 3000
41079 | retry | 朋友圈任务还在下发 | The moment is still being dispatched | 3000
41064,41065,41072,41080-41082,41089,41090 | invalid | 附件不合法 | Attachments are invalid
41078 | concurrency | 正在跑的朋友圈任务太多 | Too many running moment jobs | 60000
41093 | gone | 群发任务已取消 | The mass message was cancelled
41094 | permanent | 24 小时内已提醒 3 次 | Reminded 3 times within 24 hours | | 明天再提醒 | Remind again tomorrow
42014-42020,42027-42051 | invalid | 卡片消息字段不合法 | Template card field is invalid
42052 | gone | 消息超过 24 小时，不能撤回 | The message is older than 24 h and cannot be recalled
44001,44004 | invalid | 内容为空 | Content is empty
45001 | invalid | 素材太大 | Media too large
45002 | invalid | 消息太长 | Message too long
45007 | invalid | 语音太长 | Voice too long
45008 | invalid | 图文条数不对 | Bad number of articles
45032,45034 | invalid | 作者太长或 URL 没写协议 | Author too long, or URL without scheme
60140 | gone | response_code 无效或已用过 | Response code invalid or used
82001-82004 | invalid | 接收人为空或太多 | Recipients empty or too many
90200-90208 | invalid | 小程序通知参数不合法 | Mini-program notice parameter is invalid
92000 | permission | 成员不在应用范围 | The member is outside the app's range
93000,93006,93008 | gone | 群机器人无效或已移出 | The webhook bot is invalid or was removed
93004 | permission | 群机器人已停用 | The webhook bot is disabled
95000-95009,95011-95019,95022-95032 | invalid | 微信客服参数或状态不对 | Service desk: bad parameter or state
95001 | permanent | 客服消息条数到上限 | Service desk: message count cap reached
95013 | gone | 客服会话已结束 | Service desk: the session has ended
60251-60253 | invalid | 客服账号或接待人员不对 | Service desk: bad account or servicer
301016,301017,301019 | invalid | 素材不合法 | Media is invalid
301048,301052,301053,301058-301061 | permission | 会话存档不可用 | Message archive is not available
660001-660014 | invalid | 对外收款参数不合法 | External pay parameter is invalid
790000-790008 | invalid | 数据专区任务不合法 | Data zone job is invalid
830001-830003 | invalid | URL 素材下载失败 | Media upload by URL failed
`;
