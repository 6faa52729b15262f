export const sendErrors = {
  sendNobody: "还没有选发给谁，选人群、标签、群或门店，或选全部",
  sendWindow: "时间填得不对：开始要早于截止，每天可发的时段也要先早后晚",
  sendNoHour: "截止以前没有能发的时间了：避开免打扰时段，把截止时间往后放，或放宽每天可发的时段",
  sendHandedIn: "「{{name}}」已经提交，不能再改。要改就先叫停，或请审批的人退回",
  sendSavedMeanwhile: "{{by}}在 {{time}} 保存过这条群发，和你打开时不一样了。先看看现在的内容，再决定怎么改",
  sendNotWaiting: "「{{name}}」不在等审批，可能刚刚有人处理过，刷新看看",
  sendOwnApproval: "自己提交的群发要请另一位同事审批",
  sendOver: "「{{name}}」已经结束，没有可以叫停的",
  sendUnderWay: "「{{name}}」还在发，等结束或叫停之后再补发",
  sendNothingMissed: "「{{name}}」没有漏掉的人，不用补发",
  sendNobodyGot: "「{{name}}」还没有发出去，直接叫停或退回修改就行，不用更正",
  sendNoPhone: "你的账号还没有绑定企业微信成员，发不到手机上。请管理员在「账号」里绑定",
};
