/**
 * The role of the CVM instance that this runs on, from the machine's metadata service ("Instance Metadata" of the CVM
 * documentation: cam/security-credentials/<role>). By plain http, so never through a proxy: the SDK's own client sends it
 * to the one that `http_proxy` names, which then reads the key.
 */
import http from "node:http";
import * as z from "zod";
import type { AccessKey } from "../../config/credentials";

const service = "http://metadata.tencentyun.com";
const path = "/latest/meta-data/cam/security-credentials/";
/** The service is near, or this is no instance: milliseconds. */
const withinMs = 3_000;
/** A key that is about to run out is asked for anew: milliseconds. */
const marginMs = 60_000;
/** Far more than a name or a key has. */
const mostBytes = 64 * 1024;

const text = z.string().regex(/^[\x21-\x7e]+$/);
const answer = z.object({
  Code: z.literal("Success"),
  TmpSecretId: text,
  TmpSecretKey: text,
  Token: text,
  /** Seconds since 1970. */
  ExpiredTime: z.number(),
});

/** Gives the role's key, and renews it before it runs out; undefined where there is no role. `origin` is for tests. */
export function instanceRole(origin = service): () => Promise<AccessKey | undefined> {
  let kept: { readonly key: AccessKey; readonly until: number } | undefined;
  return async () => {
    if (kept && Date.now() < kept.until) return kept.key;
    kept = undefined;
    try {
      const role = (await get(`${origin}${path}`)).trim();
      if (!/^[\w.@-]+$/.test(role)) return undefined;
      const found = answer.parse(JSON.parse(await get(`${origin}${path}${role}`)) as unknown);
      const key = { id: found.TmpSecretId, secret: found.TmpSecretKey, token: found.Token };
      kept = { key, until: found.ExpiredTime * 1000 - marginMs };
      return key;
    } catch {
      return undefined;
    }
  };
}

/** The body of an answer with status 200. Redirects are not followed. */
function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // An agent of its own: a global one can have been made to use a proxy.
    const request = http.get(url, { agent: new http.Agent(), signal: AbortSignal.timeout(withinMs) }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        body += part;
        if (body.length > mostBytes) request.destroy(new Error("too long"));
      });
      response.on("error", reject).on("end", () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`HTTP ${response.statusCode ?? 0}`));
      });
    });
    request.on("error", reject);
  });
}
