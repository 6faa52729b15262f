/**
 * A minimal stand-in for WeCom's JS-SDK (`ww.*`) and WeChat's (`wx.*`): context and location come from the page that frames
 * it (`window.postMessage`), or from `window.__sandboxPhone`. Signatures are read only where `checksSignatures` says so.
 */
export function jssdk(origin: string, checksSignatures: boolean): string {
  return `(() => {
  const origin = ${JSON.stringify(origin)};
  const checks = ${checksSignatures};
  const here = () => window.location.href.split("#")[0];
  function check(kind, corpId, agentId, given) {
    if (!checks) return Promise.resolve({ ok: true });
    const signed = Object.assign({ kind, corpId, agentId, url: here() }, given);
    return fetch(origin + "/_sandbox/jssdk/check", { method: "POST", body: JSON.stringify(signed) }).then((answer) => answer.json());
  }
  const failure = (name, result) => ({ errMsg: name + ":fail " + result.errmsg, errCode: result.errcode });
  const phone = () => window.__sandboxPhone || {};
  const calls = [];
  let asked = 0;
  const waiting = new Map();
  window.addEventListener("message", (event) => {
    if (event.origin !== origin || !event.data) return;
    const { sandbox, id, result } = event.data;
    const one = waiting.get(id);
    if (!one) return;
    // "wait": the frame answers, but has to ask a person first.
    if (sandbox === "wait" || sandbox === "answer") clearTimeout(one.timer);
    if (sandbox !== "answer") return;
    waiting.delete(id);
    one.resolve(result);
  });
  function askFrame(name, args, fallback) {
    calls.push({ name, args });
    if (window.parent === window) return Promise.resolve(fallback);
    return new Promise((resolve) => {
      const id = ++asked;
      waiting.set(id, { resolve, timer: setTimeout(() => { if (waiting.delete(id)) resolve(fallback); }, 1500) });
      window.parent.postMessage({ sandbox: "ask", id, name, args: JSON.parse(JSON.stringify(args || {})) }, origin);
    });
  }
  function run(name, args, fallback) {
    const options = args || {};
    return askFrame(name, options, fallback()).then((result) => {
      const value = Object.assign({ errMsg: name + ":ok", errCode: 0 }, result);
      const failed = /:(fail|cancel)/.test(value.errMsg);
      if (failed && options.fail) options.fail(value);
      if (!failed && options.success) options.success(value);
      if (options.complete) options.complete(value);
      if (failed) throw value;
      return value;
    });
  }
  const location = () => phone().location
    ? { latitude: phone().location.lat, longitude: phone().location.lng, accuracy: 30, speed: 0 }
    : { errMsg: "getLocation:fail auth deny", errCode: 1 };
  const shared = {
    getLocation: (args) => run("getLocation", args, location),
    chooseImage: (args) => run("chooseImage", args, () => ({ localIds: [] })),
    previewImage: (args) => run("previewImage", args, () => ({})),
    scanQRCode: (args) => run("scanQRCode", args, () => ({ resultStr: "" })),
    closeWindow: (args) => run("closeWindow", args, () => ({})),
    hideOptionMenu: () => {},
  };
  const ww = Object.assign({
    register: (options) => Promise.resolve().then(async () => {
      for (const [kind, ask, good, bad] of [
        ["corp", options.getConfigSignature, options.onConfigSuccess, options.onConfigFail],
        ["agent", options.getAgentConfigSignature, options.onAgentConfigSuccess, options.onAgentConfigFail],
      ]) {
        if (!ask && (checks || kind === "agent")) continue;
        const result = await check(kind, options.corpId, options.agentId, ask && checks ? await ask(here()) : {});
        if (result.ok) { if (good) good({}); } else if (bad) bad(failure("register", result));
      }
    }),
    getContext: (args) => run("getContext", args, () => ({ entry: phone().entry || "normal" })),
    getCurExternalContact: (args) => run("getCurExternalContact", args, () => ({ userId: phone().externalUserId || "" })),
    getCurExternalChat: (args) => run("getCurExternalChat", args, () => ({ chatId: phone().chatId || "" })),
    sendChatMessage: (args) => run("sendChatMessage", args, () => ({})),
    openEnterpriseChat: (args) => run("openEnterpriseChat", args, () => ({ chatId: "" })),
    openExistedChatWithMsg: (args) => run("openExistedChatWithMsg", args, () => ({})),
    updateEnterpriseChat: (args) => run("updateEnterpriseChat", args, () => ({})),
    shareToExternalContact: (args) => run("shareToExternalContact", args, () => ({})),
    shareToExternalChat: (args) => run("shareToExternalChat", args, () => ({})),
    shareToExternalMoments: (args) => run("shareToExternalMoments", args, () => ({})),
    navigateToAddCustomer: (args) => run("navigateToAddCustomer", args, () => ({})),
    createJWT: () => "",
    SDK_VERSION: "sandbox",
    env: { isWeCom: true },
  }, shared);
  const ready = [];
  const failed = [];
  const wx = Object.assign({
    config: (args) => setTimeout(() => check("corp", args && args.appId, undefined, args || {}).then((result) => {
      if (result.ok) ready.forEach((callback) => callback());
      else failed.forEach((callback) => callback(failure("config", result)));
    }), 0),
    agentConfig: (args) => setTimeout(() => check("agent", args && args.corpid, args && args.agentid, args || {}).then((result) => {
      if (result.ok) { if (args && args.success) args.success({}); }
      else if (args && args.fail) args.fail(failure("agentConfig", result));
    }), 0),
    ready: (callback) => { ready.push(callback); },
    error: (callback) => { failed.push(callback); },
    checkJsApi: (args) => args && args.success && args.success({ checkResult: {} }),
    invoke: (name, args, callback) => run(name, args, () => ({ err_msg: name + ":ok" })).then(callback, callback),
    onMenuShareAppMessage: () => {}, onMenuShareTimeline: () => {},
    updateAppMessageShareData: () => {}, updateTimelineShareData: () => {},
    miniProgram: { getEnv: (callback) => callback({ miniprogram: false }) },
  }, shared);
  window.ww = ww;
  window.wx = window.jWeixin = wx;
  window.__sandboxCalls = calls;
})();
`;
}
