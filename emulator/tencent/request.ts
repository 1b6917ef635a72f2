import type { IncomingHttpHeaders } from "node:http";
import type { WireRequest } from "../cloud";
import type { Signed } from "./authentication";
import { readFlattened, readJson, type RawParameters } from "./parameters";
import { readTc3, serviceOf } from "./signature-tc3";
import { readV1 } from "./signature-v1";
import { lookup } from "../lookup";

const FORM = /^application\/x-www-form-urlencoded\b/i;

/** What every request says, whatever the version of its signature. Empty counts as missing. */
export interface Received {
  readonly signature: "tc3" | "v1";
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly region: string | undefined;
  /** Of the older signature only. */
  readonly secretId: string | undefined;
  /** As the credential scope has it; the older signature has none. */
  readonly service: string | undefined;
  readonly signed: Signed | undefined;
  readonly parameters: RawParameters;
}

/** Takes a request apart: common parameters are headers with TC3, and parameters like all others with the older signature. */
export function readRequest(request: WireRequest): Received {
  const { headers, method } = request;
  const tc3 = headers.authorization !== undefined || headers["x-tc-action"] !== undefined;
  if (tc3) {
    return {
      signature: "tc3",
      action: text(headers, "x-tc-action"),
      version: text(headers, "x-tc-version"),
      region: text(headers, "x-tc-region"),
      secretId: undefined,
      service: serviceOf(request),
      signed: readTc3(request),
      parameters: method === "GET" ? readFlattened(new URLSearchParams(request.query)) : readJson(request.body),
    };
  }
  const form = FORM.test(headers["content-type"] ?? "") ? request.body.toString("utf8") : "";
  const parameters = new Map([...new URLSearchParams(form), ...new URLSearchParams(request.query)]);
  return {
    signature: "v1",
    action: parameters.get("Action") || undefined,
    version: parameters.get("Version") || undefined,
    region: parameters.get("Region") || undefined,
    secretId: parameters.get("SecretId") || undefined,
    service: undefined,
    signed: readV1(request, parameters),
    parameters: readFlattened(parameters),
  };
}

/** Bytes of parameters a request may have (Tencent Cloud API docs: Request Structure). */
export function sizeLimit({ method }: WireRequest, { signature }: Received): number {
  if (method === "GET") return 32 * 1024;
  return signature === "v1" ? 1024 * 1024 : 10 * 1024 * 1024;
}

function text(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = lookup(headers, name);
  return (Array.isArray(value) ? value[0] : value) || undefined;
}
