import type Client from "@alicloud/openapi-core";
import { z } from "zod";
import type { Call } from "../cloud";
import { CloudError } from "../../model/errors";
import { version as packageVersion } from "../../version";
import type { Credentials } from "./credentials";
import { advice, kindOf } from "./errors";

/** The API's version, in which every operation below is named. */
const apiVersion = "2014-05-26";
/** The SDK takes its connect timeout as the longest silence of a connection, so both are one: milliseconds. */
const silenceMs = 15_000;
/** A call made just before its deadline still gets this long: failing it at once would say nothing of the cloud. */
const leastSilenceMs = 2_000;

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
      await credentials();
      const { $OpenApiUtil } = openapiCore();
      const { RuntimeOptions } = require("@darabonba/typescript") as typeof import("@darabonba/typescript");
      const timeout = Math.max(leastSilenceMs, Math.min(silenceMs, Math.ceil(deadline.remainingMs())));
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
        throw understand(operation, endpoint, error);
      }
      const parsed = z.object({ body: answer }).safeParse(response);
      if (parsed.success) return parsed.data.body;
      throw misshapen(operation, parsed.error);
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

const answered = z.object({
  code: z.string(),
  statusCode: z.number(),
  data: z.object({ Message: z.string().optional(), RequestId: z.string().optional() }),
  retryAfter: z.number().optional().catch(undefined),
});

/** The system's codes for a connection that was never made: nothing was sent. */
const notSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
/** By name, not by class: an error can come from another realm. */
const noAnswer = z.object({ name: z.string().optional(), code: z.string().optional() });

function understand(operation: string, endpoint: URL, error: unknown): unknown {
  const answer = answered.safeParse(error);
  if (answer.success) {
    const { code, statusCode, data, retryAfter } = answer.data;
    const kind = kindOf(code, operation);
    // A server's own failure can come after the effect.
    const outcomeUnknown = kind === "unavailable" || (kind === "unexpected" && statusCode >= 500);
    return new CloudError({
      cloud: "alicloud",
      operation,
      kind: outcomeUnknown ? "unavailable" : kind,
      code,
      reason: data.Message ?? "no reason was given",
      status: statusCode,
      requestId: data.RequestId,
      advice: advice[kind],
      outcomeUnknown,
      retryAfterMs: retryAfter,
    });
  }
  const { name, code } = noAnswer.catch({}).parse(error);
  if (name === "SyntaxError") return unanswered(operation, "NotJson", `the answer of ${endpoint.origin} was not JSON`);
  if (name === "RequestTimeoutError")
    return unanswered(operation, "Timeout", `${endpoint.origin} did not answer in time`);
  if (code === undefined) return error;
  return notSent.has(code)
    ? unanswered(operation, code, `${endpoint.origin} could not be reached`, false)
    : unanswered(operation, code, `the connection to ${endpoint.origin} broke before the answer came`);
}

function unanswered(operation: string, code: string, reason: string, outcomeUnknown = true): CloudError {
  return new CloudError({
    cloud: "alicloud",
    operation,
    kind: "unavailable",
    code,
    reason,
    advice: "Check the network, the proxy and the endpoint, and run it again; what was done is not lost.",
    outcomeUnknown,
  });
}

function misshapen(operation: string, error: z.ZodError): CloudError {
  const issue = error.issues[0];
  const where = issue ? `${issue.path.join(".")}: ${issue.message}` : "unknown";
  return new CloudError({
    cloud: "alicloud",
    operation,
    kind: "unexpected",
    code: "UnexpectedAnswer",
    reason: `the answer does not have the documented shape (${where})`,
    advice: "Check that the endpoint is the cloud's; otherwise report it.",
    outcomeUnknown: true,
  });
}
