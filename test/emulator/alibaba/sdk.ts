import Client, { $OpenApiUtil } from "@alicloud/openapi-core";

export interface SdkOptions {
  readonly keyId?: string;
  readonly secret?: string;
  readonly token?: string;
  /** The SDK's name for signature V1. */
  readonly v1?: boolean;
}

export type Caller = (action: string, query?: Record<string, unknown>) => Promise<Outcome>;

/** `ok`, or the code and status that the official client reports. */
export type Outcome =
  | { readonly ok: true; readonly body: Record<string, unknown> }
  | { readonly ok: false; readonly code: string; readonly status: number; readonly message: string };

/** A caller through the official client, which knows nothing of the emulator but its address. */
export function sdkCaller(url: string, options: SdkOptions = {}): Caller {
  const client = new Client(
    new $OpenApiUtil.Config({
      endpoint: url.replace("http://", ""),
      protocol: "http",
      accessKeyId: options.keyId ?? "key",
      accessKeySecret: options.secret ?? "secret",
      ...(options.token !== undefined && { securityToken: options.token }),
      ...(options.v1 === true && { signatureAlgorithm: "v2" }),
      // The client's own default is 3 s, which a busy machine can take for an answer.
      connectTimeout: 600_000,
      readTimeout: 600_000,
    }),
  );
  return async (action, query = {}) => {
    try {
      const { body } = (await client.callApi(
        new $OpenApiUtil.Params({
          action,
          version: "2014-05-26",
          protocol: "HTTPS",
          pathname: "/",
          method: "POST",
          authType: "AK",
          style: "RPC",
          reqBodyType: "formData",
          bodyType: "json",
        }),
        new $OpenApiUtil.OpenApiRequest({ query: flatten(query) }),
        // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the class is not exported
        {} as Parameters<Client["callApi"]>[2],
      )) as { body: Record<string, unknown> };
      return { ok: true, body };
    } catch (error) {
      const { code, statusCode, message } = error as { code: string; statusCode: number; message: string };
      return { ok: false, code, status: statusCode, message };
    }
  };
}

/** Arrays become `Name.1`, `Name.2`, …, as the SDKs flatten them. */
function flatten(query: Record<string, unknown>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) value.forEach((item, index) => (flat[`${name}.${index + 1}`] = String(item)));
    else flat[name] = String(value);
  }
  return flat;
}
