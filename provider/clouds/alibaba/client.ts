/**
 * A client of our own: the SDK's gives no way to hand it an agent, so it can use no proxy, keeps no limit of its own on
 * connecting, and sets up a connection pool that others in the process share.
 */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Call } from "../cloud";
import type { AccessKey, Credentials } from "../../config/credentials";
import type { Target } from "../../model/membership";
import { version as packageVersion } from "../../version";
import { answerWithinMs, inTime } from "../patience";
import { withoutQuotes } from "../redact";
import { agentTo, send, type WireAnswer, type WireRequest } from "../transport";
import { failedWithoutAnswer, misshapen } from "../unanswered";
import { bodyOf, understand } from "./failures";
import { authorizationOf, queryOf, sha256 } from "./signer";

/** The API's version, in which every operation below is named. */
const apiVersion = "2014-05-26";
/** All parameters are in the query. */
const emptyBodyHash = sha256("");

/** An ECS client that signs, sends and understands errors. It tries once: trying again is `calls/retry.ts`'s. */
export interface EcsClient {
  /**
   * Sends one operation; the answer is parsed by `answer`. Throws a `CloudError`, whose `outcomeUnknown` says that the
   * call was sent but not clearly answered.
   */
  call<T>(operation: string, query: Readonly<Record<string, string>>, answer: z.ZodType<T>, call: Call): Promise<T>;
}

/** `agent` gives the connections. */
export function ecsClient(endpoint: URL, credentials: Credentials, agent = agentTo(endpoint)): EcsClient {
  return {
    async call(operation, query, answer, { deadline }) {
      const asked = { cloud: "alicloud", operation, endpoint, target: targetOf(operation, query) } as const;
      const key = await inTime("alicloud", credentials(), deadline);
      let received: WireAnswer;
      let body: unknown;
      try {
        received = await send(
          endpoint,
          agent,
          writeDown(operation, query, endpoint.host, key),
          answerWithinMs(deadline),
        );
        body = bodyOf(received);
      } catch (error) {
        throw failedWithoutAnswer(asked, error);
      }
      if (received.status < 200 || received.status > 299) throw understand(asked, key, received, body);
      const parsed = withoutQuotes(answer, key).safeParse(body);
      if (parsed.success) return parsed.data;
      throw misshapen(asked, key, parsed.error);
    },
  };
}

/** What kind of target a call is about. Joins and leaves of both kinds are one operation. */
function targetOf(operation: string, query: Readonly<Record<string, string>>): Target["kind"] {
  const ofInterface = "NetworkInterfaceId" in query || operation === "DescribeNetworkInterfaces";
  return ofInterface ? "networkInterface" : "instance";
}

function writeDown(
  operation: string,
  parameters: Readonly<Record<string, string>>,
  host: string,
  key: AccessKey,
): WireRequest {
  const [method, path, query] = ["POST", "/", queryOf(parameters)];
  const signed = {
    host,
    "x-acs-action": operation,
    "x-acs-version": apiVersion,
    "x-acs-date": new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-content-sha256": emptyBodyHash,
    ...(key.token && { "x-acs-accesskey-id": key.id, "x-acs-security-token": key.token }),
  };
  const headers = {
    ...signed,
    authorization: authorizationOf({ method, path, query, headers: signed }, key),
    accept: "application/json",
    "user-agent": `pulumi-secgroup/${packageVersion}`,
  };
  return { method, path: `${path}?${query}`, headers };
}
