export const stockErrors = {
  stockSkuTaken: "编码 {{sku}} 已经是「{{name}}」的，换一个编码，或直接改那一条",
  stockSavedMeanwhile: "{{by}}在 {{time}} 改过，和你打开时不一样了。刷新看看再改",
  stockPutAway: "「{{name}}」已经收起，取出来才能登记或到货",
  stockUnderWay: "「{{name}}」还有到货在通知，等结束或先停掉再收起",
  stockWantOver: "这条登记已经结束，刷新看看现在的样子",
  stockNoneLeft: "没有多出来的货了：剩下的留给了先登记的人。等下一批，或先登记一次到货",
  stockArrivalOver: "这次到货的通知已经结束，没有可以停的",
  stockUnknownPerson: "没有找到这位客户的登记，刷新再试",
  stockTooManyLines: "一次最多 {{most}} 行，分几次导入",
} as const;
