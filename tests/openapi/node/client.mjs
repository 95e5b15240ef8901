// alipay-sdk for Node, unmodified, told what to do line by line: a request is a line of JSON, its answer another.
import { createInterface } from "node:readline";
import { AlipaySdk } from "alipay-sdk";

let clients = {};

function configured(config) {
  const usual = {
    appId: config.app_id,
    privateKey: config.private_key,
    keyType: "PKCS1",
    gateway: config.gateway,
    endpoint: config.endpoint,
    camelcase: false,
  };
  const known = config.files
    ? {
        appCertContent: config.files.app_certificate,
        alipayPublicCertContent: config.files.platform_certificate,
        alipayRootCertContent: config.files.root_certificates,
      }
    : { alipayPublicKey: config.platform_key };
  return new AlipaySdk({ ...usual, ...known });
}

async function byV2(sdk, { method, kind, content, params }) {
  if (kind === "notification") return sdk.checkNotifySignV2(params);
  const said = { ...params, ...(content ? { bizContent: content } : {}) };
  const options = { validateSign: true, bizContentAutoSnakeCase: false };
  if (kind === "page") return sdk.pageExecute(method, "GET", said);
  if (kind === "order") return sdk.sdkExecute(method, said, options);
  return sdk.exec(method, said, options);
}

async function byV3(sdk, { verb, path, content, params }) {
  const { app_auth_token: appAuthToken, notify_url, ...rest } = params;
  const said = { ...rest, ...(content ?? {}), ...(notify_url ? { notify_url } : {}) };
  const options = verb === "GET" ? { query: said } : { body: said };
  return (await sdk.curl(verb, path, { ...options, ...(appAuthToken ? { appAuthToken } : {}) })).data;
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  try {
    if (asked.configure) {
      clients = Object.fromEntries(Object.entries(asked.configure).map(([name, config]) => [name, configured(config)]));
      answer = { ok: true, data: null };
    } else {
      const carry = asked.codec === "V3" ? byV3 : byV2;
      answer = { ok: true, data: await carry(clients[asked.config], asked) };
    }
  } catch (error) {
    answer = { ok: false, error: `${error.name}: ${error.message}`, code: error.code ?? null };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
