import { type AccessKey, accessKeyOf, type Credentials, credentialSources } from "../../config/credentials";
import type { Settings } from "../../config/settings";
import { NoCredentials, UsageError } from "../../model/errors";

/**
 * Where the access key comes from: a named profile of the Alibaba Cloud CLI; or else the configuration, the environment,
 * and then the SDK's own chain (OIDC, the CLI's profile, the credentials file, the instance's RAM role). Rejects with a
 * `UsageError` that names what was looked at. The SDK's own errors are not passed on: they can hold a profile file's text.
 */
export function credentialsOf(settings: Settings, profile: string | undefined): Credentials {
  if (profile !== undefined) return fromProfile(profile);
  const key = accessKeyOf("alicloud", settings);
  return key ? () => Promise.resolve(key) : fromChain();
}

function fromProfile(profile: string): Credentials {
  return oneAtATime(
    () => {
      const { CLIProfileCredentialsProvider } = sdk();
      const provider = CLIProfileCredentialsProvider.builder().withProfileName(profile).build();
      return () => provider.getCredentials();
    },
    `the profile "${profile}" gave no credentials. Check it with: aliyun sts GetCallerIdentity --profile ${profile} ` +
      `(or set it up: aliyun configure --profile ${profile}).`,
  );
}

function fromChain(): Credentials {
  return oneAtATime(
    () => {
      const { DefaultCredentialsProvider } = sdk();
      const provider = DefaultCredentialsProvider.builder().build();
      return () => provider.getCredentials();
    },
    `no credentials for alicloud. Looked at: ${credentialSources("alicloud")}; ALIBABA_CLOUD_OIDC_TOKEN_FILE; the profile ` +
      `files ~/.aliyun/config.json and ~/.alibabacloud/credentials; the instance's RAM role; ALIBABA_CLOUD_CREDENTIALS_URI.`,
    NoCredentials,
  );
}

function sdk() {
  return require("@alicloud/credentials") as typeof import("@alicloud/credentials");
}

type SdkCredentials = { accessKeyId?: string; accessKeySecret?: string; securityToken?: string };

/**
 * Calls the SDK's provider for one caller at a time and shares its answer among those who wait: its chain forgets where
 * it was when it is asked twice at once.
 */
function oneAtATime(
  load: () => () => Promise<SdkCredentials>,
  advice: string,
  Missing: typeof UsageError = UsageError,
): Credentials {
  let get: (() => Promise<SdkCredentials>) | undefined;
  let asking: Promise<AccessKey> | undefined;
  const ask = async (): Promise<AccessKey> => {
    try {
      const { accessKeyId, accessKeySecret, securityToken } = await (get ??= load())();
      if (accessKeyId && accessKeySecret) return { id: accessKeyId, secret: accessKeySecret, token: securityToken };
    } catch {
      get = undefined;
    }
    throw new Missing(advice);
  };
  return () => (asking ??= ask().finally(() => (asking = undefined)));
}
