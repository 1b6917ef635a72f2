import type { Agent } from "node:http";
import type { CommonClient } from "tencentcloud-sdk-nodejs-common";
import type { z } from "zod";
import type { Call } from "../cloud";
import type { AccessKey } from "../../config/credentials";
import { version as packageVersion } from "../../version";
import { answerWithinMs, inTime } from "../patience";
import { agentTo } from "../transport";
import { misshapen } from "../unanswered";
import type { Credentials } from "../../config/credentials";
import type { Product } from "./endpoint";
import { understand } from "./failures";

/** The API's version, of both products. */
const apiVersion = "2017-03-12";

/** The operations that we use, and whose they are. */
const products = {
  AssociateSecurityGroups: "cvm",
  DisassociateSecurityGroups: "cvm",
  DescribeInstances: "cvm",
  AssociateNetworkInterfaceSecurityGroups: "vpc",
  DisassociateNetworkInterfaceSecurityGroups: "vpc",
  DescribeNetworkInterfaces: "vpc",
  DescribeSecurityGroups: "vpc",
} as const satisfies Readonly<Record<string, Product>>;
export type Operation = keyof typeof products;

/** A client of CVM and VPC that signs (TC3), sends and understands errors. It tries once: trying again is `calls/retry.ts`'s. */
export interface TencentClient {
  /**
   * Sends one operation; the answer is parsed by `answer`. Throws a `CloudError`, whose `outcomeUnknown` says that the
   * call was sent but not clearly answered.
   */
  call<T>(operation: Operation, parameters: object, answer: z.ZodType<T>, call: Call): Promise<T>;
}

/**
 * `agents` give the connections. Without one the SDK would take the proxy of `http_proxy`, for loopback too, and follow
 * redirects anywhere.
 */
export function tencentClient(
  region: string,
  endpoints: Readonly<Record<Product, URL>>,
  credentials: Credentials,
  agents: Readonly<Record<Product, Agent>> = { cvm: agentTo(endpoints.cvm), vpc: agentTo(endpoints.vpc) },
): TencentClient {
  return {
    async call(operation, parameters, answer, { deadline }) {
      const product = products[operation];
      const endpoint = endpoints[product];
      const asked = { cloud: "tencentcloud", operation, endpoint } as const;
      // Before the SDK is called, so that a missing credential is our own clear error.
      const key = await inTime("tencentcloud", credentials(), deadline);
      const client = sdkClient(region, endpoint, agents[product], key, answerWithinMs(deadline));
      let response: unknown;
      try {
        response = await client.request(operation, parameters);
      } catch (error) {
        throw understand(asked, key, error);
      }
      const parsed = answer.safeParse(response);
      if (parsed.success) return parsed.data;
      throw misshapen(asked, parsed.error);
    },
  };
}

/** A client is made for each call: the SDK keeps key and time limit in it, and connections in the agent. */
function sdkClient(region: string, endpoint: URL, agent: Agent, key: AccessKey, timeoutMs: number): CommonClient {
  // The SDK takes about 50 ms to load, so only the first call loads it.
  const sdk = require("tencentcloud-sdk-nodejs-common") as typeof import("tencentcloud-sdk-nodejs-common");
  const userAgent = `pulumi-secgroup/${packageVersion}`;
  const client = new sdk.CommonClient(endpoint.host, apiVersion, {
    credential: { secretId: key.id, secretKey: key.secret, ...(key.token !== undefined && { token: key.token }) },
    region,
    profile: {
      language: "en-US",
      httpProfile: {
        protocol: `${endpoint.protocol}//`,
        reqTimeout: timeoutMs / 1000,
        agent,
        headers: { "User-Agent": userAgent },
      },
    },
  });
  // Sent as X-TC-RequestClient.
  client.sdkVersion = userAgent;
  return client;
}
