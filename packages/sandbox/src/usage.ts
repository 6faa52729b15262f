import { parseArgs } from "node:util";

export const USAGE = `A local WeCom · 本地企业微信

  npm run sandbox -- [--port 8081] [--staff 5] [--customers 0] [--groups 0] [--stores 0]
  npm run sandbox -- contract [--live] [--json]

  --port N          where to listen; 0 takes a free one · 端口，0 为任取空闲端口
  --host ADDRESS    127.0.0.1 unless told otherwise · 监听地址
  --seed N          one seed, one world · 随机种子，同种子同世界
  --staff N  --customers N  --groups N  --stores N
                    a ready-made corp · 预置的成员、客户、群、门店
  --data-dir DIR    keep the world on disk: stop and start lose nothing · 世界存盘
  --start ISO       when the world begins; today unless told otherwise · 世界起始时刻
  --speed N         virtual seconds per second, 0 to 60; 0 stands still · 时钟速度
  --grid MINUTES    people act at whole multiples of it · 人按此间隔行动
  contract          ask this sandbox, or with --live the real service, the same questions · 合约检查

The first line of output is JSON with the url and the secrets. · 输出的第一行是含网址与密钥的 JSON。`;

const TEXT = { type: "string" } as const;

/** What the command line says; what it says wrongly is told in words. */
export function flags() {
  try {
    const options = {
      port: { ...TEXT, default: "8081" },
      host: { ...TEXT, default: "127.0.0.1" },
      seed: { ...TEXT, default: "1" },
      customers: { ...TEXT, default: "0" },
      staff: { ...TEXT, default: "5" },
      groups: { ...TEXT, default: "0" },
      stores: { ...TEXT, default: "0" },
      "data-dir": TEXT,
      start: TEXT,
      speed: { ...TEXT, default: "1" },
      grid: TEXT,
      help: { type: "boolean", short: "h", default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

/** Ends the process: the reason, and how it is meant. */
export function wrong(reason: string): never {
  process.stderr.write(`✗ ${reason}\n\n${USAGE}\n`);
  process.exit(2);
}
