import type { FastifyInstance } from "fastify";
import { toBuffer } from "qrcode";
import { checkSignature } from "../api/jsapi-tickets.ts";
import { WecomError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import { readGatewayHost } from "../panel/gateway-address.ts";
import type { Sim } from "../sim.ts";
import { qrUrl } from "../world/ways.ts";
import { escapeHtml } from "./html.ts";
import { jssdk } from "./jssdk.ts";
import { isTrusted } from "./oauth.ts";

/** A page on a phone of the panel stands under the phone's own name: what counts is the site that it shows. */
function siteOf(host: string): string {
  const site = readGatewayHost(host);
  return site === undefined ? host : new URL(site.origin).host;
}

/** Drawing a code takes some 7 ms, and a poster is looked at by thousands. */
const PICTURES_KEPT = 500;

/** Pictures and scripts that WeCom would host: QR codes, uploaded images, avatars, the JS-SDK. */
export function filePages(app: FastifyInstance, sim: Sim): void {
  const { world } = sim;
  const pictures = new Map<string, Buffer>();
  app.get<{ Params: { file: string } }>("/_sandbox/qr/:file", async (request, reply) => {
    const configId = request.params.file.replace(/\.png$/, "");
    if (!world.contactWays.has(configId) && !world.joinWays.has(configId)) {
      return reply.code(404).send({ error: "the code is no longer valid" });
    }
    const url = qrUrl(world, configId);
    const known = pictures.get(url);
    const png = known ?? (await toBuffer(url, { width: 430, margin: 2, type: "png", rendererOpts: { deflateLevel: 1 } }));
    pictures.set(url, png);
    if (pictures.size > PICTURES_KEPT) pictures.delete(pictures.keys().next().value ?? "");
    return reply.type("image/png").header("access-control-allow-origin", "*").send(png);
  });

  app.get<{ Params: { id: string } }>("/_sandbox/img/:id", (request, reply) => {
    const row = world.media.get(request.params.id);
    if (!row?.permanent) return reply.code(404).send({ error: "no such picture" });
    return reply.type(row.contentType).send(Buffer.from(row.base64, "base64"));
  });

  app.get<{ Params: { file: string } }>("/_sandbox/avatar/:file", (request, reply) => {
    const who = request.params.file.replace(/\.svg$/, "");
    const name = world.persons.get(who)?.name ?? world.users.get(who)?.name ?? "?";
    const hue = world.randomInt(0, 359, "avatar", who);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="8" fill="hsl(${hue} 38% 46%)"/><text x="32" y="43" font-size="30" text-anchor="middle" fill="#fff" font-family="sans-serif">${escapeHtml([...name][0] ?? "?")}</text></svg>`;
    return reply.type("image/svg+xml").send(svg);
  });

  app.post("/_sandbox/jssdk/check", (request, reply) => {
    void reply.header("access-control-allow-origin", "*");
    try {
      checkSignature(world, isBody(request.body) ? request.body : {}, (host) => isTrusted(world, siteOf(host)));
      return { ok: true };
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      return { ok: false, errcode: error.errcode, errmsg: error.message };
    }
  });

  app.get("/_sandbox/jssdk.js", (_request, reply) =>
    reply
      .type("text/javascript; charset=utf-8")
      .header("access-control-allow-origin", "*")
      .send(jssdk(world.origin, world.settings.jssdkSignatures)),
  );
}
