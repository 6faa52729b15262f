import type { Family } from "../api/families.ts";

const CONTACT = "externalcontact";

function under(prefix: string, ...names: string[]): string[] {
  return names.map((name) => `${prefix}/${name}`);
}

/** The paths of WeCom's index that this sandbox means to play (wecom-api §14), by family. */
export const WANTED: Record<Family, readonly string[]> = {
  auth: [
    "gettoken",
    "getcallbackip",
    "get_api_domain_ip",
    ...under("auth", "getuserinfo", "getuserdetail", "get_tfa_info"),
    "user/tfa_succ",
    "get_jsapi_ticket",
    "ticket/get",
    "get_launch_code",
  ],
  contacts: [
    ...under("department", "list", "simplelist", "get"),
    ...under("user", "get", "simplelist", "list", "list_id", "getuserid", "get_userid_by_email", "convert_to_openid", "convert_to_userid"),
    ...under("tag", "create", "update", "delete", "get", "list", "addtagusers", "deltagusers"),
    `${CONTACT}/get_follow_user_list`,
  ],
  "contact-ways": under(
    CONTACT,
    "add_contact_way",
    "get_contact_way",
    "list_contact_way",
    "update_contact_way",
    "del_contact_way",
    "close_temp_chat",
  ),
  customers: under(CONTACT, "list", "get", "batch/get_by_user", "contact_list", "remark"),
  tags: under(CONTACT, "get_corp_tag_list", "add_corp_tag", "edit_corp_tag", "del_corp_tag", "mark_tag"),
  strategies: [
    ...under(CONTACT, "get_strategy_tag_list", "add_strategy_tag", "edit_strategy_tag", "del_strategy_tag"),
    ...under(`${CONTACT}/customer_strategy`, "list", "get", "get_range", "create", "edit", "del"),
    ...under(`${CONTACT}/moment_strategy`, "list", "get", "get_range", "create", "edit", "del"),
  ],
  transfers: [
    ...under(CONTACT, "transfer_customer", "transfer_result", "get_unassigned_list"),
    ...under(`${CONTACT}/resigned`, "transfer_customer", "transfer_result"),
    ...under(`${CONTACT}/groupchat`, "transfer", "onjob_transfer"),
  ],
  groups: [
    ...under(`${CONTACT}/groupchat`, "list", "get", "add_join_way", "get_join_way", "update_join_way", "del_join_way"),
    `${CONTACT}/opengid_to_chatid`,
    ...under(`${CONTACT}/group_welcome_template`, "add", "edit", "get", "del"),
  ],
  "mass-messages": under(
    CONTACT,
    "send_welcome_msg",
    "add_msg_template",
    "get_groupmsg_list_v2",
    "get_groupmsg_task",
    "get_groupmsg_send_result",
    "remind_groupmsg_send",
    "cancel_groupmsg_send",
  ),
  moments: [
    ...under(
      CONTACT,
      "add_moment_task",
      "get_moment_task_result",
      "get_moment_list",
      "get_moment_task",
      "get_moment_customer_list",
      "get_moment_send_result",
      "get_moment_comments",
      "cancel_moment_task",
    ),
  ],
  statistics: under(CONTACT, "get_user_behavior_data", "groupchat/statistic", "groupchat/statistic_group_by_day"),
  "intercept-rules": under(
    CONTACT,
    "add_intercept_rule",
    "get_intercept_rule_list",
    "get_intercept_rule",
    "update_intercept_rule",
    "del_intercept_rule",
  ),
  album: under(CONTACT, "add_product_album", "get_product_album", "get_product_album_list", "update_product_album", "delete_product_album"),
  acquisition: [
    ...under(
      `${CONTACT}/customer_acquisition`,
      "list_link",
      "get",
      "create_link",
      "update_link",
      "delete_link",
      "customer",
      "statistic",
      "get_chat_info",
    ),
    `${CONTACT}/customer_acquisition_quota`,
  ],
  ids: [
    ...under(
      CONTACT,
      "unionid_to_external_userid",
      "to_service_external_userid",
      "from_service_external_userid",
      "get_new_external_userid",
      "groupchat/get_new_external_userid",
      "finish_external_userid_migration",
      "convert_to_openid",
    ),
    ...under(
      "idconvert",
      "unionid_to_external_userid",
      "batch/external_userid_to_pending_id",
      "external_tagid",
      "open_kfid",
      "convert_tmp_external_userid",
    ),
    ...under("batch", "userid_to_openuserid", "openuserid_to_userid"),
  ],
  media: under("media", "upload", "uploadimg", "upload_attachment", "upload_by_url", "get_upload_by_url_result", "get", "get/jssdk"),
  messages: under("message", "send", "recall", "update_template_card", "get_statistics"),
  webhook: under("webhook", "send", "upload_media"),
  archive: under("msgaudit", "get_permit_user_list", "check_single_agree", "check_room_agree", "groupchat/get", "get_robot_info"),
  kf: [
    ...under("kf/account", "add", "del", "update", "list"),
    "kf/add_contact_way",
    ...under("kf/servicer", "add", "del", "list"),
    ...under("kf/service_state", "get", "trans"),
    ...under("kf", "sync_msg", "send_msg", "send_msg_on_event"),
    ...under("kf/customer", "batchget", "upgrade_service", "cancel_upgrade_service", "get_upgrade_service_config"),
    ...under("kf", "get_corp_statistic", "get_servicer_statistic"),
    ...under("kf/knowledge", "add_group", "del_group", "mod_group", "list_group", "add_intent", "del_intent", "mod_intent", "list_intent"),
  ],
};

/** Left out openly, and why. */
export const OUT: readonly { paths: string; why: string }[] = [
  { paths: "appchat/{create,update,get,send}", why: "chats of members only; nothing in them reaches a customer" },
  { paths: "aibot/response and the long connection", why: "bots of members only" },
  { paths: "chatdata/*", why: "programs inside WeCom's own data zone" },
  { paths: "externalpay/{get_bill_list,get_payment_info,get_fund_flow,getmerchant}", why: "payments" },
  { paths: "miniapppay/*", why: "payments" },
  { paths: "wedoc/*", why: "documents" },
  {
    paths: "user/{create,update,delete,batchdelete}, department/{create,update,delete}, batch/{invite,syncuser,…}",
    why: "writing contacts",
  },
  { paths: "service/* (provider, suite and corp tokens, …_3rd)", why: "providers sell to many corps; this is one corp" },
];
