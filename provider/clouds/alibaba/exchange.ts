/**
 * What Alibaba's SDK would send a secret to in exchange for a key. It makes these calls itself, with certificates that are
 * not checked where NODE_TLS_REJECT_UNAUTHORIZED says so, so that they are looked for beforehand. Reads what the SDK reads,
 * and calls nobody.
 */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { quoted } from "../../config/quoted";
import { lookup } from "../../model/lookup";
import { UsageError } from "../../model/errors";

export interface Exchange {
  /** The service that is asked, for messages. */
  readonly service: string;
  /** What makes it be asked, for messages. */
  readonly from: string;
  /** The service is asked by plain http. */
  readonly plain?: boolean;
}

/** `key`: a key is there, and nobody is asked. `nothing`: nothing that needs an exchange; another source can follow. */
type Source = Exchange | "key" | "nothing";

const profilesFile = z.object({
  current: z.string().optional().catch(undefined),
  profiles: z.array(
    z.object({
      name: z.string().optional().catch(undefined),
      mode: z.string().optional().catch(undefined),
      access_key_id: z.string().optional().catch(undefined),
      access_key_secret: z.string().optional().catch(undefined),
      cloud_sso_sign_in_url: z.string().optional().catch(undefined),
    }),
  ),
});

/** The exchange of a profile of the Alibaba Cloud CLI; undefined if it needs none, or is not there. */
export async function exchangeOfProfile(profile: string): Promise<Exchange | undefined> {
  const source = await cliProfile(profile);
  return typeof source === "string" ? undefined : source;
}

/** The first exchange of the SDK's chain of sources that comes before a key that is simply there. */
export async function exchangeOfChain(): Promise<Exchange | undefined> {
  for (const source of [oidc, currentCliProfile, credentialsFile, credentialsUri]) {
    const found = await source();
    if (found === "key") return undefined;
    if (found !== "nothing") return found;
  }
  return undefined;
}

/** Throws a `UsageError` where the SDK would send a secret to a server without checking who that is. */
export function requireCheckedServer(exchange: Exchange | undefined): void {
  if (exchange === undefined) return;
  const { service, from, plain } = exchange;
  if (plain) {
    throw new UsageError(
      `${from} would send its access token to ${service} by plain http. Sign in again with an https address.`,
    );
  }
  if (process.env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return;
  throw new UsageError(
    `NODE_TLS_REJECT_UNAUTHORIZED is 0, so the certificate of ${service} would not be checked, and ${from} has a secret ` +
      `sent to it: nothing was sent. Unset NODE_TLS_REJECT_UNAUTHORIZED (NODE_EXTRA_CA_CERTS names authorities of your ` +
      `own), or give an access key.`,
  );
}

function oidc(): Source {
  const names = ["ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"];
  return names.every((name) => lookup(process.env, name))
    ? { service: "STS", from: "the OIDC role of the environment (ALIBABA_CLOUD_OIDC_TOKEN_FILE)" }
    : "nothing";
}

function currentCliProfile(): Source | Promise<Source> {
  if (process.env["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"]?.toLowerCase() === "true") return "nothing";
  return cliProfile(process.env["ALIBABA_CLOUD_PROFILE"] || undefined);
}

async function cliProfile(name: string | undefined): Promise<Source> {
  const parsed = profilesFile.safeParse(await jsonIn(join(homedir(), ".aliyun", "config.json")));
  if (!parsed.success) return "nothing";
  const wanted = name ?? parsed.data.current;
  const profile = parsed.data.profiles.find((each) => each.name === wanted);
  if (profile === undefined) return "nothing";
  const from = `the profile ${quoted(wanted ?? "")}`;
  switch (profile.mode) {
    case "AK":
    case "StsToken":
      return profile.access_key_id && profile.access_key_secret ? "key" : "nothing";
    // The machine's own metadata service, which is asked without a secret; a program of the user's.
    case "EcsRamRole":
    case "External":
      return "nothing";
    case "RamRoleArn":
    case "ChainableRamRoleArn":
    case "OIDC":
      return { service: "STS", from };
    case "CloudSSO":
      return { service: "CloudSSO", from, plain: /^http:/i.test(profile.cloud_sso_sign_in_url?.trim() ?? "") };
    case "OAuth":
      return { service: "Alibaba's OAuth service", from };
    case undefined:
      return "nothing";
    // What a later SDK knows.
    default:
      return { service: `the service of the mode ${quoted(profile.mode)}`, from };
  }
}

/** The file `~/.alibabacloud/credentials`, an INI file. */
async function credentialsFile(): Promise<Source> {
  const path = process.env["ALIBABA_CLOUD_CREDENTIALS_FILE"] || join(homedir(), ".alibabacloud", "credentials");
  const section = process.env["ALIBABA_CLOUD_PROFILE"] || "default";
  let current: string | undefined;
  let type: string | undefined;
  for (const line of (await textIn(path))?.split(/\r?\n/) ?? []) {
    current = /^\s*\[(.*)\]\s*$/.exec(line)?.[1]?.trim() ?? current;
    const [, value] = /^\s*type\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (current === section && value !== undefined) type = value.replace(/^"(.*)"$/, "$1");
  }
  if (type === undefined || type === "ecs_ram_role") return "nothing";
  if (type === "access_key") return "key";
  return { service: "STS", from: `the section ${quoted(section)} of ~/.alibabacloud/credentials` };
}

function credentialsUri(): Source {
  return /^https:/i.test(process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] ?? "")
    ? { service: "the address in ALIBABA_CLOUD_CREDENTIALS_URI", from: "that address" }
    : "nothing";
}

async function jsonIn(path: string): Promise<unknown> {
  try {
    return JSON.parse((await textIn(path)) ?? "") as unknown;
  } catch {
    return undefined;
  }
}

async function textIn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}
