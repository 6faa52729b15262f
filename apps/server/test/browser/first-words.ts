/** What an officer says to whoever becomes a friend: at once by her own hand, and on the next day. */
export const HELLO = "你好，我是你的福利官。想先喝热的还是冰的？";
export const firstWords = {
  v: 2 as const,
  key: "first-words",
  name: { zh: "第一句话", en: "First words" },
  subject: "customer" as const,
  trigger: { on: "event" as const, event: "friend-added" as const },
  start: "hello",
  nodes: [
    { key: "hello", do: "act" as const, step: "hello", next: "tomorrow" },
    { key: "tomorrow", do: "wait" as const, day: 1, at: "10:00", next: "again" },
    { key: "again", do: "act" as const, step: "again", next: null },
  ],
  steps: [
    {
      key: "hello",
      name: { zh: "问一句口味", en: "Ask what she likes" },
      kind: "staff-task" as const,
      windowHours: 24,
      evidence: "message" as const,
      target: 0.7,
      content: { text: HELLO, link: { title: "今日福利", desc: "到店出示", page: "welfare" as const } },
    },
    {
      key: "again",
      name: { zh: "第二天问候", en: "The next day" },
      kind: "mass-send" as const,
      windowHours: 24,
      evidence: "delivered" as const,
      target: 0.7,
      content: { text: "明天来一杯吗？" },
    },
  ],
};
