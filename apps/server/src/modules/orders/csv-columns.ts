/** What a column of an order file may be called, in either language; case and spaces at the ends do not matter. */
export const columnNames = {
  orderNo: ["order_no", "orderno", "order no", "order_id", "orderid", "order id", "order number", "订单号", "订单编号", "单号", "小票号"],
  paidAt: [
    "paid_at",
    "paidat",
    "paid at",
    "pay_time",
    "payment time",
    "date",
    "time",
    "order_date",
    "order date",
    "created_at",
    "支付时间",
    "付款时间",
    "下单时间",
    "订单时间",
    "交易时间",
    "日期",
    "时间",
  ],
  amount: [
    "amount",
    "paid",
    "total",
    "paid_amount",
    "实付金额",
    "实付",
    "实收金额",
    "支付金额",
    "付款金额",
    "订单金额",
    "金额",
    "金额（元）",
    "金额(元)",
  ],
  amountFen: ["amount_fen", "amountfen", "amount_cents", "金额（分）", "金额(分)", "实付金额（分）", "实付金额(分)"],
  phone: ["phone", "mobile", "tel", "手机号", "手机", "电话", "手机号码", "会员手机号"],
  member: [
    "member",
    "member_id",
    "memberid",
    "member_no",
    "card_no",
    "customer_id",
    "customer",
    "会员号",
    "会员编号",
    "会员卡号",
    "卡号",
    "客户编号",
  ],
  unionid: ["unionid", "union_id"],
  external: ["external_userid", "external_user_id", "externaluserid", "外部联系人", "外部联系人id"],
  storeCode: ["store", "store_code", "store_no", "shop", "门店编号", "门店", "门店编码", "店号"],
  channel: ["channel", "source", "渠道", "来源", "下单渠道", "销售渠道"],
  credit: ["credit", "attribution", "归因", "私域归因"],
  refunded: ["refunded", "refund", "refund_amount", "已退金额", "退款金额", "退款"],
  items: [
    "items",
    "skus",
    "sku",
    "item_code",
    "item code",
    "product_code",
    "product code",
    "商品编码",
    "商品编号",
    "商品货号",
    "货号",
    "sku编码",
    "商品条码",
  ],
  quantity: ["quantity", "qty", "数量", "件数", "商品数量", "购买数量"],
  updatedAt: ["updated_at", "updatedat", "modified_at", "更新时间", "修改时间"],
} as const;

export type Field = keyof typeof columnNames;
const fields = Object.keys(columnNames) as Field[];

/** The place of each field in a row, and what the header lacks. Unknown columns are left out. */
export function readHeader(header: readonly string[]): { at: ReadonlyMap<Field, number>; missing: string[] } {
  const plain = header.map((cell) =>
    cell
      .replace(/^\uFEFF/u, "")
      .trim()
      .toLowerCase(),
  );
  const at = new Map<Field, number>();
  for (const field of fields) {
    const names: readonly string[] = columnNames[field];
    const place = plain.findIndex((cell) => names.includes(cell));
    if (place >= 0) at.set(field, place);
  }
  const missing: string[] = (["orderNo", "paidAt"] as const).flatMap((field) =>
    at.has(field) ? [] : [columnNames[field].find(isChinese) ?? field],
  );
  if (!at.has("amount") && !at.has("amountFen")) missing.push("实付金额");
  return { at, missing };
}

const isChinese = (name: string) => /\p{Script=Han}/u.test(name);
