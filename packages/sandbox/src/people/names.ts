import type { Random } from "./draw.ts";
import { pick, weighted } from "./draw.ts";

export type Gender = 1 | 2;

export interface Identity {
  /** The nickname that WeChat shows to others. */
  name: string;
  /** WeCom's coding: 1 male, 2 female. */
  gender: Gender;
}

// Surnames by their rough share of the population, in percent.
const SURNAMES = weightedList(
  "王7.2 李7.1 张6.7 刘5.4 陈4.5 杨3.1 黄2.5 赵2.3 吴2 周1.9 徐1.5 孙1.5 马1.3 朱1.3 胡1.2 郭1.2 何1.1 高1 林1.1 罗1 郑0.9 梁0.9 谢0.8 宋0.7 唐0.7 许0.7 韩0.6 冯0.6 邓0.6 曹0.6 彭0.5 曾0.5 肖0.5 田0.5 董0.5 潘0.4 袁0.4 蔡0.4 蒋0.4 余0.4 于0.4 杜0.4 叶0.4 程0.4 魏0.4 苏0.4 吕0.4 丁0.4 任0.3 沈0.4 姚0.3 卢0.3 姜0.3 崔0.3 钟0.3 谭0.3 陆0.3 汪0.3 范0.3 石0.2 欧阳0.1 夏0.2 方0.2 贾0.2 邹0.2 熊0.2 白0.2 孟0.2 秦0.2 侯0.2 江0.2 薛0.2 尹0.2 段0.2",
);
const GIVEN: Record<Gender, string[]> = {
  1: words(
    "伟 强 磊 军 勇 杰 涛 超 明 刚 平 辉 鹏 浩 宇 俊 凯 斌 博 鑫 志强 建国 建华 海涛 文博 子轩 浩然 宇航 俊杰 天宇 志伟 国栋 嘉豪 晓东 家明 振宇 永康 立新 思源 一鸣 泽宇 梓豪 书恒 云飞 承志 少华 启明 小龙",
  ),
  2: words(
    "芳 娜 敏 静 丽 艳 娟 霞 玲 婷 雪 梅 莉 倩 颖 洁 燕 琳 慧 丹 秀英 桂兰 丽娟 晓燕 海燕 雨桐 梓涵 欣怡 诗涵 思雨 佳怡 雅婷 梦洁 晓雯 文静 春梅 美玲 小红 若曦 可馨 语嫣 依诺 紫萱 玉兰 淑珍 嘉欣 婉清 晓彤",
  ),
};
const WORDS: Record<Gender, string[]> = {
  1: words(
    "老船长 追风少年 骑行的大叔 南山南 阿凯 半瓶可乐 慢一拍 山间明月 厚德载物 钓鱼佬 一路向北 键盘上的猫 阿泽 大鹏展翅 石头 江湖夜雨 夜跑第七天 机长 胖虎 木头人 四海为家 老K 冷月 迟到大王 加班狗的早餐",
  ),
  2: words(
    "一颗柠檬 小鹿乱撞 夏天的风 栗子 草莓味的云 晚安月亮 云朵 奶茶三分糖 南瓜马车 静待花开 岁月静好 甜甜圈 向日葵 桃子汽水 鱼丸 芋圆 小满 糯米团子 猫的下午茶 蒲公英 橘子海 平安是福 麦芽 雾里看花 晴天娃娃 花开富贵 茉莉清茶",
  ),
};
const PETS = words("妞妞 豆豆 果果 小宝 糖糖 乐乐 安安 朵朵 球球 团团 元宝 米粒 阳阳 多多");
const LATIN: Record<Gender, string[]> = {
  1: words("Jason Kevin Leo Eric Tony Allen Jack Mr.Wang Sam Ray Ken David"),
  2: words("Echo Amy Coco Vivian Nana Lily Joyce Cici Yoyo Sunny Mia Grace"),
};
const LOVES = words("咖啡 火锅 早起 睡懒觉 奶茶 爬山 面包 吃辣 看海 跑步");
const TRADES = words("房产 保险 装修 汽车 美容 教育 物流 摄影");
const MARKS = ["🌸", "🍀", "☀️", "🌙", "🐱", "🍋", "✨", "🌊", "🐻", "🍊"];

/**
 * A believable WeChat nickname: about a third look like real names, the rest like what people call themselves.
 * Same random source and number, same name; names repeat in a large town, as they do in life.
 */
export function inventIdentity(random: Random, n = 0): Identity {
  const draw = (purpose: string): number => random(`name:${purpose}`, n);
  const gender: Gender = draw("gender") < 0.4 ? 1 : 2;
  const surname = weighted(SURNAMES, draw("surname"));
  const given = pick(GIVEN[gender], draw("given"));
  const style = draw("style");
  const name = nickname(style, gender, surname, given, draw);
  return { name: draw("mark") < 0.12 ? decorate(name, draw) : name, gender };
}

/** The full name of a member of staff, as a corp's address book has it. */
export function inventStaffName(random: Random, n = 0): Identity {
  const gender: Gender = random("staff-name:gender", n) < 0.35 ? 1 : 2;
  const surname = weighted(SURNAMES, random("staff-name:surname", n));
  return { name: surname + pick(GIVEN[gender], random("staff-name:given", n)), gender };
}

function nickname(style: number, gender: Gender, surname: string, given: string, draw: (purpose: string) => number): string {
  const tail = given.slice(-1);
  if (style < 0.3) return surname + given;
  if (style < 0.4) return `小${surname}`;
  if (style < 0.48) return gender === 2 ? tail + tail : `阿${tail}`;
  if (style < 0.7) return pick(WORDS[gender], draw("word"));
  if (style < 0.79) return pick(LATIN[gender], draw("latin"));
  if (style < 0.86) return pick(PETS, draw("pet")) + (gender === 2 ? "妈妈" : "爸爸");
  if (style < 0.93) return `爱${pick(LOVES, draw("love"))}的${surname}${gender === 2 ? "小姐" : "同学"}`;
  if (style < 0.97) return `A${surname}${gender === 2 ? "姐" : "哥"} ${pick(TRADES, draw("trade"))}`;
  return `${given}${Math.floor(draw("digits") * 90 + 10)}`;
}

function decorate(name: string, draw: (purpose: string) => number): string {
  const mark = pick(MARKS, draw("which-mark"));
  return draw("mark-side") < 0.5 ? mark + name : name + mark;
}

function words(text: string): string[] {
  return text.split(" ");
}

function weightedList(text: string): { value: string; weight: number }[] {
  return text.split(" ").map((entry) => {
    const at = entry.search(/[\d.]/u);
    return { value: entry.slice(0, at), weight: Number(entry.slice(at)) };
  });
}
