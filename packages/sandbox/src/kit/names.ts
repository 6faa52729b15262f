import { hash01 } from "./hash.ts";

const SURNAMES = Array.from(
  "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万覃武钱戚莫孔向汤",
);
const GIVEN = Array.from(
  "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅文辉建国志新晓雨佳慧欣怡子涵宇轩梓萱思琪浩然诗雅婷雪琳嘉豪俊凯乐瑶可馨若曦亦凡书瑾一诺沐阳安宁星辰悦清和月小满立夏知秋",
);
const NICKS = [
  "小鱼干",
  "爱喝拿铁",
  "阿布",
  "今天不加班",
  "南风",
  "橘子汽水",
  "一只柚子",
  "慢半拍",
  "小太阳",
  "奶茶去冰",
  "木木",
  "山里来信",
  "多多妈",
  "跑步的猫",
  "七七",
  "栗子",
  "二两清风",
  "早睡早起",
  "甜豆花",
  "路过蜻蜓",
];

function pick(from: string[], ...parts: (string | number)[]): string {
  return from[Math.floor(hash01(...parts) * from.length)] ?? "";
}

/** A believable colleague's name; the same parts give the same name. */
export function staffName(...parts: (string | number)[]): string {
  return pick(SURNAMES, ...parts, "surname") + pick(GIVEN, ...parts, "g1") + pick(GIVEN, ...parts, "g2");
}

/** A nickname as customers have in WeChat: a name or something playful. */
export function nickname(...parts: (string | number)[]): string {
  return drawNickname((purpose) => hash01(...parts, purpose));
}

/** The same from numbers in [0, 1) by purpose. */
export function drawNickname(draw: (purpose: "playful" | "nick" | "long" | "surname" | "g1" | "g2") => number): string {
  const one = (from: string[], u: number): string => from[Math.floor(u * from.length)] ?? "";
  if (draw("playful") < 0.4) return one(NICKS, draw("nick"));
  const given = draw("long") < 0.6 ? one(GIVEN, draw("g2")) : "";
  return one(SURNAMES, draw("surname")) + one(GIVEN, draw("g1")) + given;
}
