/**
 * A client of our own, on the transport of all clouds: the SDK's follows redirects with what it signed, tells a broken
 * connection from one that was never made by a sentence only, and takes 50 ms to load, of which we use the signature.
 */
import type { Agent } from "node:http";
import type * as z from "zod";
import type { Call } from "../cloud";
import type { AccessKey } from "../../config/credentials";
import { version as packageVersion } from "../../version";
import { answerWithinMs, inTime } from "../patience";
import { withoutQuotes } from "../redact";
import { agentTo, send, type WireAnswer, type WireRequest } from "../transport";
import { failedWithoutAnswer, misshapen } from "../unanswered";
import type { Credentials } from "../../config/credentials";
import type { Product } from "./endpoint";
import { responseOf, understand } from "./failures";
import { authorizationOf } from "./signer";

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

/** A client of CVM and VPC that signs, sends and understands errors. It tries once: trying again is `calls/retry.ts`'s. */
export interface TencentClient {
  /**
   * Sends one operation; the answer is parsed by `answer`. Throws a `CloudError`, whose `outcomeUnknown` says that the
   * call was sent but not clearly answered.
   */
  call<T>(operation: Operation, parameters: object, answer: z.ZodType<T>, call: Call): Promise<T>;
}

/** `agents` give the connections. */
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
      const key = await inTime("tencentcloud", credentials(), deadline);
      const written = writeDown(operation, region, endpoint.host, JSON.stringify(parameters), key);
      let received: WireAnswer;
      try {
        received = await send(endpoint, agents[product], written, answerWithinMs(deadline));
      } catch (error) {
        throw failedWithoutAnswer(asked, error);
      }
      const response = responseOf(asked, received);
      const refusal = understand(asked, key, response);
      if (refusal) throw refusal;
      const parsed = withoutQuotes(answer, key).safeParse(response);
      if (parsed.success) return parsed.data;
      throw misshapen(asked, key, parsed.error);
    },
  };
}

const userAgent = `pulumi-secgroup/${packageVersion}`;

function writeDown(operation: Operation, region: string, host: string, body: string, key: AccessKey): WireRequest {
  const timestamp = Math.floor(Date.now() / 1000);
  const signed = { "content-type": "application/json", host, "x-tc-action": operation };
  const headers = {
    ...signed,
    authorization: authorizationOf({ service: products[operation], headers: signed, body, timestamp }, key),
    accept: "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "user-agent": userAgent,
    "x-tc-language": "en-US",
    "x-tc-region": region,
    "x-tc-requestclient": userAgent,
    "x-tc-timestamp": String(timestamp),
    "x-tc-version": apiVersion,
    ...(key.token && { "x-tc-token": key.token }),
  };
  return { method: "POST", path: "/", headers, body };
}
