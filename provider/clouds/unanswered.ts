/** What the adapters say of calls that got no answer, or none that can be read. The same for every cloud. */
import * as z from "zod";
import type { AccessKey } from "../config/credentials";
import { isLoopback } from "../config/endpoint";
import { CloudError } from "../model/errors";
import type { CloudName, Target } from "../model/membership";
import { withoutSecrets } from "./redact";
import { largestAnswerMiB } from "./transport";
import { Interrupted, type Obstacle, Unreached } from "./unreached";

/** The call that was made. */
export interface Asked {
  readonly cloud: CloudName;
  /** The cloud's own name of the call. */
  readonly operation: string;
  readonly endpoint: URL;
  /** What kind of target it is about, for the advice; default: an instance. */
  readonly target?: Target["kind"];
}

/**
 * How a call stayed without an answer. `refusedHere`: TLS refused the server, or the request could not be written down;
 * `neverReached`: there was no connection. Of both nothing was sent; of the others the effect may have happened.
 */
export type Silence = "refusedHere" | "neverReached" | "late" | "notJson" | "empty" | "broken" | "tooLarge";

/** The system's codes by which nothing was sent, and nothing will be next time: TLS, or what no request can hold. */
const refusedHere = /^(CERT_|EPROTO$|ERR_TLS_|ERR_SSL_|ERR_INVALID_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_)/;

const stories: Readonly<Record<Silence, (at: string) => string>> = {
  refusedHere: (at) => `the connection to ${at} was refused on this side, so nothing was sent`,
  neverReached: (at) => `${at} could not be reached`,
  late: (at) => `${at} did not answer in time`,
  notJson: (at) => `the answer of ${at} was not JSON`,
  empty: (at) => `the answer of ${at} said nothing`,
  broken: (at) => `the connection to ${at} broke before the answer came`,
  tooLarge: (at) => `the answer of ${at} was larger than ${largestAnswerMiB} MiB, and was not read to its end`,
};

/** The error of a call without an answer. `code` is the system's, or ours where it gave none. */
export function unanswered({ cloud, operation, endpoint }: Asked, silence: Silence, code: string): CloudError {
  const facts = { cloud, operation, code, reason: stories[silence](endpoint.origin) };
  if (silence === "refusedHere") {
    const advice = "Check the endpoint and its certificate (NODE_EXTRA_CA_CERTS names those of your own authority).";
    return new CloudError({ ...facts, kind: "unexpected", advice });
  }
  // Asked again, it would be as large.
  if (silence === "tooLarge") {
    return new CloudError({ ...facts, kind: "unexpected", advice: checkCloud, outcomeUnknown: true });
  }
  const advice = silence === "neverReached" ? adviceOnUnreached(endpoint, code) : checkNetwork;
  return new CloudError({ ...facts, kind: "unavailable", advice, outcomeUnknown: silence !== "neverReached" });
}

/** What is told of a host that cannot be reached by what its name and the system's code say. */
function adviceOnUnreached({ hostname }: URL, code: string): string {
  if (isLoopback(hostname)) {
    return (
      "Nothing listens there: start the emulator that secgroup:endpoint or SECGROUP_ENDPOINT names " +
      "(npx --no -- secgroup emulator), or unset it to reach the cloud."
    );
  }
  if (code === "ENOTFOUND") {
    return `There is no such host: check the spelling of region, which is part of its name. ${checkNetwork}`;
  }
  return checkNetwork;
}

/** How the user mends what was in the way. */
const checkCloud = "Check that the endpoint is the cloud's; otherwise report it.";
const checkNetwork = "Check the network, the proxy and the endpoint, and run it again; what was done is not lost.";
const checkProxy =
  "Check https_proxy (HTTPS_PROXY, ALL_PROXY), and name hosts that need no proxy in no_proxy; what was done is not lost.";

interface ToldObstacle {
  readonly code: string;
  /** Whether it can pass by itself. */
  readonly passing: boolean;
  readonly reason: string;
  readonly advice: string;
}

const obstacles: Readonly<Record<Obstacle, (to: string, at: string, answer: string) => ToldObstacle>> = {
  connectTimeout: (to) => ({
    code: "ConnectTimeout",
    passing: true,
    reason: `${to} could not be reached: no connection was made in time, so nothing was sent`,
    advice: checkNetwork,
  }),
  proxyUnreachable: (to, at, answer) => ({
    code: "ProxyUnreachable",
    passing: true,
    reason: `the proxy ${at} to ${to} could not be reached (${answer || "no answer"}), so nothing was sent`,
    advice: checkProxy,
  }),
  proxyRefused: (to, at, answer) => ({
    code: "ProxyRefused",
    passing: Number(answer) >= 500,
    reason: `the proxy ${at} refused the connection to ${to} with HTTP ${answer}, so nothing was sent`,
    advice:
      answer === "407"
        ? "Give the proxy's user and password in its URL: https_proxy=http://USER:PASSWORD@HOST:PORT."
        : checkProxy,
  }),
};

function notConnected({ cloud, operation, endpoint }: Asked, { obstacle, at, answer }: Unreached): CloudError {
  const { passing, ...told } = obstacles[obstacle](endpoint.origin, at, answer);
  return new CloudError({ cloud, operation, kind: passing ? "unavailable" : "unexpected", ...told });
}

/** The error of an answer that is a redirect. None is followed: what is signed for one host goes to no other. */
export function redirected({ cloud, operation, endpoint }: Asked, status: number): CloudError {
  return new CloudError({
    cloud,
    operation,
    kind: "unexpected",
    code: "Redirected",
    reason: `${endpoint.origin} answered with a redirect, which is not followed`,
    status,
    advice: "Check that the endpoint is the cloud's.",
  });
}

/** By name and code, not by class: an error can come from another realm. */
const systemError = z.object({ name: z.string().optional(), code: z.string().optional() }).catch({});

/** Our own codes of an answer that did not come to its end; the system's mean a broken connection. */
const interruptions: ReadonlyMap<string, Silence> = new Map([
  ["Timeout", "late"],
  ["AnswerTooLarge", "tooLarge"],
]);

/** The error of a call that ended with this, of `send` or of a parser of its answer. */
export function failedWithoutAnswer(asked: Asked, error: unknown): CloudError {
  if (error instanceof Unreached) return notConnected(asked, error);
  if (error instanceof Interrupted) return unanswered(asked, interruptions.get(error.code) ?? "broken", error.code);
  const { name, code = name ?? "Unknown" } = systemError.parse(error);
  if (name === "SyntaxError") return unanswered(asked, "notJson", "NotJson");
  return unanswered(asked, refusedHere.test(code) ? "refusedHere" : "neverReached", code);
}

/**
 * An answer that is well-formed, but not what the documentation says, or not about what was asked for. A write may have
 * happened. What it quotes of the caller's key is taken out.
 */
export function misshapen({ cloud, operation }: Asked, key: AccessKey, error: z.ZodError): CloudError {
  const [issue] = error.issues;
  const where = issue ? `${issue.path.join(".") || "answer"}: ${issue.message}` : "unknown";
  return new CloudError({
    cloud,
    operation,
    kind: "unexpected",
    code: "UnexpectedAnswer",
    reason: `the answer cannot be used (${withoutSecrets(where, key)})`,
    advice: checkCloud,
    outcomeUnknown: true,
  });
}
