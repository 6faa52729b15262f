/** What is said of a moment that leaves a persona's plan: to the API and on the page. */
export const moments = {
  everybody: "其他人",
  warnings: {
    "selling-much": "「{{persona}}」有 {{n}} 人四周内带货已到 {{allowed}} 条，再发就卖得太多了：换成有用的、好玩的，或改天再发",
    "selling-again": "「{{persona}}」有 {{n}} 人上一条就是带货，连着两条像刷屏：中间先发一条别的",
    "too-often": "「{{persona}}」有 {{n}} 人四周内已经发满 {{allowed}} 条，比计划的勤",
  },
};
