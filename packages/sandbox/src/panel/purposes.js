import { language } from "./words.js";

// Path below /cgi-bin/, or `callback/Event/ChangeType` | what it is for, in Chinese and English.
const LINES = `
gettoken|拿令牌|Get a token
getcallbackip|查回调来源地址|Addresses callbacks come from
get_api_domain_ip|查接口服务器地址|Addresses of the API
auth/getuserinfo|网页登录：认出来的人|Web login: who is it
auth/getuserdetail|网页登录：取敏感信息|Web login: sensitive fields
auth/get_tfa_info|查二次验证|Second-factor check
user/tfa_succ|二次验证通过|Second factor passed
get_jsapi_ticket|拿网页签名票据|Ticket for page signatures
ticket/get|拿应用签名票据|Ticket for app signatures
get_launch_code|拿打开聊天的码|Code that opens a chat
department/list|列出部门|List departments
department/simplelist|列出部门编号|List department ids
department/get|看部门|Read a department
user/get|看员工|Read a member
user/simplelist|列出部门的员工|List members of a department
user/list|列出员工详情|List members in detail
user/list_id|列出员工编号|List member ids
user/getuserid|用手机号找员工|Find a member by phone number
user/get_userid_by_email|用邮箱找员工|Find a member by email
user/convert_to_openid|员工编号换 openid|Member id to openid
user/convert_to_userid|openid 换员工编号|Openid to member id
tag/create|建员工标签|Create a member tag
tag/update|改员工标签|Rename a member tag
tag/delete|删员工标签|Delete a member tag
tag/get|看标签里的员工|Members of a tag
tag/list|列出员工标签|List member tags
tag/addtagusers|给员工打标签|Tag members
tag/deltagusers|去掉员工的标签|Untag members
externalcontact/get_follow_user_list|谁能联系客户|Who may serve customers
externalcontact/add_contact_way|建员工活码|Create a staff code
externalcontact/get_contact_way|看员工活码|Read a staff code
externalcontact/list_contact_way|列出员工活码|List staff codes
externalcontact/update_contact_way|改员工活码|Change a staff code
externalcontact/del_contact_way|删员工活码|Delete a staff code
externalcontact/close_temp_chat|结束临时会话|Close a temporary chat
externalcontact/list|列出一位员工的客户|List a member’s customers
externalcontact/get|看客户详情|Read a customer
externalcontact/batch/get_by_user|批量看客户详情|Read customers in batches
externalcontact/contact_list|列出已服务的联系人|List people served
externalcontact/remark|改客户备注|Change a remark
externalcontact/get_corp_tag_list|列出客户标签|List customer tags
externalcontact/add_corp_tag|建客户标签|Create customer tags
externalcontact/edit_corp_tag|改客户标签|Change a customer tag
externalcontact/del_corp_tag|删客户标签|Delete customer tags
externalcontact/mark_tag|给客户打标签|Tag a customer
externalcontact/get_strategy_tag_list|列出规则组标签|List tags of a rule group
externalcontact/add_strategy_tag|建规则组标签|Create rule group tags
externalcontact/edit_strategy_tag|改规则组标签|Change a rule group tag
externalcontact/del_strategy_tag|删规则组标签|Delete rule group tags
externalcontact/customer_strategy/list|列出客户规则组|List customer rule groups
externalcontact/customer_strategy/get|看客户规则组|Read a customer rule group
externalcontact/customer_strategy/get_range|看客户规则组管谁|Range of a customer rule group
externalcontact/customer_strategy/create|建客户规则组|Create a customer rule group
externalcontact/customer_strategy/edit|改客户规则组|Change a customer rule group
externalcontact/customer_strategy/del|删客户规则组|Delete a customer rule group
externalcontact/moment_strategy/list|列出朋友圈规则组|List moment rule groups
externalcontact/moment_strategy/get|看朋友圈规则组|Read a moment rule group
externalcontact/moment_strategy/get_range|看朋友圈规则组管谁|Range of a moment rule group
externalcontact/moment_strategy/create|建朋友圈规则组|Create a moment rule group
externalcontact/moment_strategy/edit|改朋友圈规则组|Change a moment rule group
externalcontact/moment_strategy/del|删朋友圈规则组|Delete a moment rule group
externalcontact/transfer_customer|把客户转给同事|Hand customers to a colleague
externalcontact/transfer_result|查客户转接结果|Result of a hand-over
externalcontact/get_unassigned_list|列出离职员工的客户|Customers of those who left
externalcontact/resigned/transfer_customer|分配离职员工的客户|Hand over after leaving
externalcontact/resigned/transfer_result|查离职分配结果|Result after leaving
externalcontact/groupchat/transfer|分配离职群主的群|Hand over groups after leaving
externalcontact/groupchat/onjob_transfer|换群主|Change the owner of groups
externalcontact/groupchat/list|列出客户群|List customer groups
externalcontact/groupchat/get|看客户群详情|Read a customer group
externalcontact/groupchat/add_join_way|建群活码|Create a group code
externalcontact/groupchat/get_join_way|看群活码|Read a group code
externalcontact/groupchat/update_join_way|改群活码|Change a group code
externalcontact/groupchat/del_join_way|删群活码|Delete a group code
externalcontact/opengid_to_chatid|小程序群编号换群编号|Mini program group id to chat id
externalcontact/group_welcome_template/add|建入群欢迎语|Create a group welcome
externalcontact/group_welcome_template/edit|改入群欢迎语|Change a group welcome
externalcontact/group_welcome_template/get|看入群欢迎语|Read a group welcome
externalcontact/group_welcome_template/del|删入群欢迎语|Delete a group welcome
externalcontact/send_welcome_msg|发欢迎语|Send a welcome
externalcontact/add_msg_template|建群发任务|Create a mass send
externalcontact/get_groupmsg_list_v2|列出群发记录|List mass sends
externalcontact/get_groupmsg_task|查谁确认了群发|Who confirmed a mass send
externalcontact/get_groupmsg_send_result|查群发送到了谁|Whom a mass send reached
externalcontact/remind_groupmsg_send|提醒员工群发|Remind of a mass send
externalcontact/cancel_groupmsg_send|停止群发|Stop a mass send
externalcontact/add_moment_task|建朋友圈任务|Create a moment task
externalcontact/get_moment_task_result|查朋友圈任务建好没|Is the moment task made
externalcontact/get_moment_list|列出朋友圈|List moments
externalcontact/get_moment_task|查谁发了朋友圈|Who published a moment
externalcontact/get_moment_customer_list|朋友圈给谁看|Who may see a moment
externalcontact/get_moment_send_result|朋友圈谁能看到|Who sees a moment
externalcontact/get_moment_comments|看朋友圈互动|Likes and comments
externalcontact/cancel_moment_task|停止朋友圈任务|Stop a moment task
externalcontact/get_user_behavior_data|员工联系客户的统计|Figures of a member
externalcontact/groupchat/statistic|群统计：按群主|Group figures by owner
externalcontact/groupchat/statistic_group_by_day|群统计：按天|Group figures by day
externalcontact/add_intercept_rule|建敏感词规则|Create an intercept rule
externalcontact/get_intercept_rule_list|列出敏感词规则|List intercept rules
externalcontact/get_intercept_rule|看敏感词规则|Read an intercept rule
externalcontact/update_intercept_rule|改敏感词规则|Change an intercept rule
externalcontact/del_intercept_rule|删敏感词规则|Delete an intercept rule
externalcontact/add_product_album|上架商品|Add a product
externalcontact/get_product_album|看商品|Read a product
externalcontact/get_product_album_list|列出商品|List products
externalcontact/update_product_album|改商品|Change a product
externalcontact/delete_product_album|下架商品|Delete a product
externalcontact/customer_acquisition/list_link|列出获客链接|List acquisition links
externalcontact/customer_acquisition/get|看获客链接|Read an acquisition link
externalcontact/customer_acquisition/create_link|建获客链接|Create an acquisition link
externalcontact/customer_acquisition/update_link|改获客链接|Change an acquisition link
externalcontact/customer_acquisition/delete_link|删获客链接|Delete an acquisition link
externalcontact/customer_acquisition/customer|获客链接带来的客户|Customers of a link
externalcontact/customer_acquisition/statistic|获客链接的统计|Figures of a link
externalcontact/customer_acquisition/get_chat_info|获客客户聊没聊|Did a link’s customer chat
externalcontact/customer_acquisition_quota|获客链接还剩多少|Uses of links left
externalcontact/unionid_to_external_userid|unionid 换客户编号|Unionid to customer id
externalcontact/to_service_external_userid|客户编号换成服务商的|Customer id for a provider
externalcontact/from_service_external_userid|服务商的客户编号换回来|Provider’s customer id back
externalcontact/get_new_external_userid|换新的客户编号|New customer ids
externalcontact/groupchat/get_new_external_userid|换群里新的客户编号|New customer ids in a group
externalcontact/finish_external_userid_migration|客户编号换完了|Customer ids are migrated
externalcontact/convert_to_openid|客户编号换 openid|Customer id to openid
idconvert/unionid_to_external_userid|unionid 换客户编号|Unionid to customer id
idconvert/batch/external_userid_to_pending_id|客户编号换待定编号|Customer ids to pending ids
idconvert/external_tagid|换标签编号|Convert tag ids
idconvert/open_kfid|换客服编号|Convert kf ids
idconvert/convert_tmp_external_userid|临时编号换客户编号|Temporary id to customer id
batch/userid_to_openuserid|员工编号加密|Encrypt member ids
batch/openuserid_to_userid|员工编号解密|Decrypt member ids
media/upload|上传素材|Upload a file
media/uploadimg|上传图片|Upload a picture
media/upload_attachment|上传附件|Upload an attachment
media/upload_by_url|按网址上传素材|Upload by address
media/get_upload_by_url_result|查上传好没|Result of an upload
media/get|下载素材|Download a file
media/get/jssdk|下载录音|Download a recording
message/send|给员工发应用消息|Message to staff
message/recall|撤回应用消息|Take a message back
message/update_template_card|更新卡片|Update a card
message/get_statistics|应用消息统计|Figures of messages
webhook/send|群机器人发消息|Webhook bot says something
webhook/upload_media|群机器人传文件|Webhook bot uploads
msgaudit/get_permit_user_list|谁开了存档|Who is archived
msgaudit/check_single_agree|客户同意存档没|Has a customer agreed
msgaudit/check_room_agree|群里谁同意存档|Who agreed in a group
msgaudit/groupchat/get|看存档的群|Read an archived room
msgaudit/get_robot_info|看存档的机器人|Read a robot
kf/account/add|建客服账号|Create a kf account
kf/account/del|删客服账号|Delete a kf account
kf/account/update|改客服账号|Change a kf account
kf/account/list|列出客服账号|List kf accounts
kf/add_contact_way|拿客服链接|Get a kf link
kf/servicer/add|加接待人员|Add servicers
kf/servicer/del|减接待人员|Remove servicers
kf/servicer/list|列出接待人员|List servicers
kf/service_state/get|查会话状态|State of a kf chat
kf/service_state/trans|换会话状态|Move a kf chat on
kf/sync_msg|取客服消息|Fetch kf messages
kf/send_msg|发客服消息|Send a kf message
kf/send_msg_on_event|发客服欢迎或结束语|Greet or say goodbye
kf/customer/batchget|看客服客户|Read kf customers
kf/customer/upgrade_service|推荐专员或群|Recommend a member or group
kf/customer/cancel_upgrade_service|取消推荐|Cancel a recommendation
kf/customer/get_upgrade_service_config|看推荐设置|Read recommendation settings
kf/get_corp_statistic|客服数据：企业|Kf figures of the corp
kf/get_servicer_statistic|客服数据：接待人员|Kf figures of servicers
kf/knowledge/add_group|建问答分组|Create a question group
kf/knowledge/del_group|删问答分组|Delete a question group
kf/knowledge/mod_group|改问答分组|Change a question group
kf/knowledge/list_group|列出问答分组|List question groups
kf/knowledge/add_intent|建问答|Create a question
kf/knowledge/del_intent|删问答|Delete a question
kf/knowledge/mod_intent|改问答|Change a question
kf/knowledge/list_intent|列出问答|List questions
callback/change_external_contact/add_external_contact|添加了客户|A customer was added
callback/change_external_contact/add_half_external_contact|客户加了员工，没确认|Added, not confirmed yet
callback/change_external_contact/edit_external_contact|改了客户信息|A customer was edited
callback/change_external_contact/del_external_contact|员工删了客户|A member deleted a customer
callback/change_external_contact/del_follow_user|客户删了员工|A customer deleted a member
callback/change_external_contact/transfer_fail|客户转接失败|A hand-over failed
callback/change_external_chat/create|建了客户群|A group was created
callback/change_external_chat/update|客户群有变化|A group changed
callback/change_external_chat/dismiss|客户群解散了|A group was dismissed
callback/change_external_tag/create|建了标签|A tag was created
callback/change_external_tag/update|改了标签|A tag was changed
callback/change_external_tag/delete|删了标签|A tag was deleted
callback/change_external_tag/shuffle|标签换了顺序|Tags were reordered
callback/change_contact/delete_user|员工离职|A member left
callback/customer_acquisition/|获客链接有动静|News of acquisition links
callback/kf_msg_or_event/|客服有新消息|New kf messages
callback/kf_account_auth_change/|客服账号授权变了|Kf accounts were granted or not
callback/template_card_event/|员工点了卡片|A member tapped a card
callback/msgaudit_notify/|有新的存档消息|New archived messages
`;

const PURPOSES = new Map(
  LINES.trim()
    .split("\n")
    .map((line) => line.split("|"))
    .map(([path, zh, en]) => [path, { zh, en }]),
);

/** What a path is for; "" for one that nobody described. */
export function purposeOf(path) {
  const known = PURPOSES.get(path) ?? PURPOSES.get(path.replace(/[^/]*$/, ""));
  return known?.[language] ?? "";
}
