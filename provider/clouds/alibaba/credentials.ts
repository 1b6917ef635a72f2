import * as z from "zod";
import {
  type AccessKey,
  accessKeyOf,
  type Credentials,
  credentialSources,
  partsOf,
  usableKey,
} from "../../config/credentials";
import { quoted, shellWord } from "../../config/quoted";
import type { Settings } from "../../config/settings";
import { NoCredentials, UsageError } from "../../model/errors";
import { type Exchange, exchangeOfChain, exchangeOfProfile, requireCheckedServer } from "./exchange";

/**
 * Where the access key comes from: a named profile of the Alibaba Cloud CLI; or else the configuration, the environment,
 * and then the SDK's own chain (OIDC, the CLI's profile, the credentials file, the instance's RAM role). Rejects with a
 * `UsageError` that names what was looked at, and the service that the SDK exchanged something for a key with, such as STS; it
 * is not asked where its certificate would not be checked. The SDK's own errors are not passed on: they can hold a profile
 * file's text.
 */
export function credentialsOf(settings: Settings, profile: string | undefined): Credentials {
  if (profile !== undefined) return fromProfile(profile);
  const key = accessKeyOf("alicloud", settings);
  return key ? () => Promise.resolve(key) : fromChain();
}

function fromProfile(profile: string): Credentials {
  const command = shellWord(profile);
  return oneAtATime({
    exchange: () => exchangeOfProfile(profile),
    load: () => {
      const { CLIProfileCredentialsProvider } = sdk();
      const provider = CLIProfileCredentialsProvider.builder().withProfileName(profile).build();
      return () => provider.getCredentials();
    },
    source: `the profile ${quoted(profile)} in ~/.aliyun/config.json`,
    problem: `the profile ${quoted(profile)} gave no credentials.`,
    advice:
      `Check it with: aliyun sts GetCallerIdentity --profile ${command} ` +
      `(or set it up: aliyun configure --profile ${command}).`,
  });
}

function fromChain(): Credentials {
  return oneAtATime({
    exchange: exchangeOfChain,
    load: () => {
      const { DefaultCredentialsProvider } = sdk();
      const provider = DefaultCredentialsProvider.builder().build();
      return () => provider.getCredentials();
    },
    source: "the credentials that the Alibaba Cloud SDK found",
    problem: "no credentials for alicloud.",
    advice:
      `Looked at: ${credentialSources("alicloud")}; ALIBABA_CLOUD_OIDC_TOKEN_FILE; the profile ` +
      `files ~/.aliyun/config.json and ~/.alibabacloud/credentials; the instance's RAM role; ALIBABA_CLOUD_CREDENTIALS_URI.`,
    Missing: NoCredentials,
  });
}

function sdk() {
  return require("@alicloud/credentials") as typeof import("@alicloud/credentials");
}

type SdkCredentials = { accessKeyId?: string; accessKeySecret?: string; securityToken?: string };

interface Source {
  /** What the SDK would ask for a key before it has one. */
  readonly exchange: () => Promise<Exchange | undefined>;
  readonly load: () => () => Promise<SdkCredentials>;
  /** What a key that cannot be used came from. */
  readonly source: string;
  readonly problem: string;
  readonly advice: string;
  /** What to throw where there is no key. */
  readonly Missing?: typeof UsageError;
}

/**
 * Calls the SDK's provider for one caller at a time and shares its answer among those who wait: its chain forgets where
 * it was when it is asked twice at once.
 */
function oneAtATime({ exchange: find, load, source, problem, advice, Missing = UsageError }: Source): Credentials {
  let get: (() => Promise<SdkCredentials>) | undefined;
  let asking: Promise<AccessKey> | undefined;
  const ask = async (): Promise<AccessKey> => {
    const exchange = await find();
    requireCheckedServer(exchange);
    let why = "";
    let found: SdkCredentials = {};
    try {
      found = await (get ??= load())();
    } catch (error) {
      get = undefined;
      if (exchange) why = ` ${exchange.service} was asked for a key and gave none${codeOf(error)}.`;
    }
    const { accessKeyId: id, accessKeySecret: secret, securityToken: token } = found;
    if (id && secret) return usableKey({ id, secret, token: token || undefined }, partsOf(source));
    throw new Missing(`${problem}${why} ${advice}`);
  };
  return () => (asking ??= ask().finally(() => (asking = undefined)));
}

const sdkError = z.object({ code: z.string().optional().catch(undefined), message: z.string().catch("") });

/** The code of an error of the SDK, of which nothing else is shown: the system's, or the one that STS answered with. */
function codeOf(error: unknown): string {
  const { data } = sdkError.safeParse(error);
  const system = /^[A-Z][A-Z_]{2,40}$/.exec(data?.code ?? "")?.[0];
  const code = system ?? /"Code"\s*:\s*"([A-Za-z][A-Za-z.]{1,60})"/.exec(data?.message ?? "")?.[1];
  return code === undefined ? "" : ` (${code})`;
}
