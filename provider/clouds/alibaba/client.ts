import type Client from "@alicloud/openapi-core";
import { z } from "zod";
import type { Call } from "../cloud";
import { UsageError } from "../../model/errors";
import { version as packageVersion } from "../../version";
import { answerWithinMs, inTime } from "../patience";
import { misshapen } from "../unanswered";
import type { Credentials } from "../../config/credentials";
import { understand } from "./failures";

/** The API's version, in which every operation below is named. */
const apiVersion = "2014-05-26";

/** An ECS client that signs (ACS3), sends and understands errors. It tries once: trying again is `calls/retry.ts`'s. */
export interface EcsClient {
  /**
   * Sends one operation; the answer is parsed by `answer`. Throws a `CloudError`, whose `outcomeUnknown` says that the
   * call was sent but not clearly answered.
   */
  call<T>(operation: string, query: Readonly<Record<string, string>>, answer: z.ZodType<T>, call: Call): Promise<T>;
}

export function ecsClient(endpoint: URL, credentials: Credentials): EcsClient {
  const protocol = endpoint.protocol.replace(":", "");
  let client: Client | undefined;
  return {
    async call(operation, query, answer, { deadline }) {
      // Before the SDK is called, so that a missing credential is our own clear error.
      const key = await inTime("alicloud", credentials(), deadline);
      const { $OpenApiUtil } = openapiCore();
      const { RuntimeOptions } = require("@darabonba/typescript") as typeof import("@darabonba/typescript");
      // The SDK takes its connect timeout as the longest silence of a connection, so both are one.
      const timeout = answerWithinMs(deadline);
      const params = new $OpenApiUtil.Params({
        action: operation,
        version: apiVersion,
        protocol,
        pathname: "/",
        method: "POST",
        authType: "AK",
        style: "RPC",
        reqBodyType: "formData",
        bodyType: "json",
      });
      let response: unknown;
      try {
        response = await (client ??= sdkClient(endpoint.host, protocol, credentials)).callApi(
          params,
          new $OpenApiUtil.OpenApiRequest({ query }),
          new RuntimeOptions({ connectTimeout: timeout, readTimeout: timeout }),
        );
      } catch (error) {
        throw error instanceof UsageError ? error : understand(operation, endpoint, key, error);
      }
      const parsed = z.object({ body: answer }).safeParse(response);
      if (parsed.success) return parsed.data.body;
      throw misshapen({ cloud: "alicloud", operation, endpoint }, parsed.error);
    },
  };
}

/** The SDK takes about 70 ms to load, so only the first call loads it. */
function openapiCore() {
  return require("@alicloud/openapi-core") as typeof import("@alicloud/openapi-core");
}

function sdkClient(endpoint: string, protocol: string, credentials: Credentials): Client {
  const { default: SdkClient, $OpenApiUtil } = openapiCore();
  const { CredentialModel, default: Credential } =
    require("@alicloud/credentials") as typeof import("@alicloud/credentials");
  const provider = {
    getProviderName: () => "pulumi-secgroup",
    getCredentials: async () => {
      const { id, secret, token } = await credentials();
      return new CredentialModel({ accessKeyId: id, accessKeySecret: secret, securityToken: token });
    },
  };
  const userAgent = `pulumi-secgroup/${packageVersion}`;
  return new SdkClient(
    new $OpenApiUtil.Config({ credential: new Credential(null, provider), endpoint, protocol, userAgent }),
  );
}
