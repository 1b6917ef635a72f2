import type { CloudName } from "../model/membership";

/** The names of one access key's parts. */
export interface KeyNames {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  /** A second name of the token, where the cloud's own tools disagree. */
  readonly otherToken?: string;
}

/** The names under which one cloud's own tools take their settings. */
export interface Sources {
  /** Keys of the Pulumi configuration, in the namespace of the cloud's provider. */
  readonly config: { readonly id: string; readonly secret: string; readonly token: string; readonly region: string };
  /** Variables that belong together: an ID is never paired with another set's secret. */
  readonly env: readonly KeyNames[];
  readonly regionEnv: readonly string[];
  /** Where the cloud's provider takes another root domain of its API from, and one that is documented, for messages. */
  readonly domain?: { readonly config: string; readonly env: string; readonly example: string };
  /**
   * Settings of the cloud's provider that choose an account or an endpoint and that we do not follow. Set, they are an error:
   * going on with other credentials would reach another account.
   */
  readonly unsupported: readonly string[];
  /** As `unsupported`, of the environment: beside a key, they would make the cloud's provider take on a role. */
  readonly unsupportedEnv: readonly string[];
}

export const sources: Readonly<Record<CloudName, Sources>> = {
  alicloud: {
    config: {
      id: "alicloud:accessKey",
      secret: "alicloud:secretKey",
      token: "alicloud:securityToken",
      region: "alicloud:region",
    },
    env: [
      {
        id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
        secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABA_CLOUD_SECURITY_TOKEN",
      },
      { id: "ALICLOUD_ACCESS_KEY", secret: "ALICLOUD_SECRET_KEY", token: "ALICLOUD_SECURITY_TOKEN" },
    ],
    regionEnv: ["ALIBABA_CLOUD_REGION_ID", "ALIBABA_CLOUD_REGION", "ALICLOUD_REGION"],
    unsupported: [
      "alicloud:assumeRole",
      "alicloud:assumeRoleWithOidc",
      "alicloud:credentialsUri",
      "alicloud:ecsRoleName",
      "alicloud:endpoints",
      "alicloud:profile",
      "alicloud:sharedCredentialsFile",
    ],
    unsupportedEnv: ["ALIBABA_CLOUD_ROLE_ARN", "ALICLOUD_ASSUME_ROLE_ARN"],
  },
  tencentcloud: {
    config: {
      id: "tencentcloud:secretId",
      secret: "tencentcloud:secretKey",
      token: "tencentcloud:securityToken",
      region: "tencentcloud:region",
    },
    env: [{ id: "TENCENTCLOUD_SECRET_ID", secret: "TENCENTCLOUD_SECRET_KEY", token: "TENCENTCLOUD_SECURITY_TOKEN" }],
    regionEnv: ["TENCENTCLOUD_REGION"],
    domain: {
      config: "tencentcloud:domain",
      env: "TENCENTCLOUD_DOMAIN",
      example: "intl.tencentcloudapi.com",
    },
    unsupported: [
      "tencentcloud:assumeRole",
      "tencentcloud:assumeRoleWithSaml",
      "tencentcloud:assumeRoleWithWebIdentity",
      "tencentcloud:camRoleName",
      "tencentcloud:profile",
      "tencentcloud:sharedCredentialsDir",
    ],
    unsupportedEnv: ["TENCENTCLOUD_ASSUME_ROLE_ARN"],
  },
  baiducloud: {
    config: {
      id: "baiducloud:accessKey",
      secret: "baiducloud:secretKey",
      token: "baiducloud:securityToken",
      region: "baiducloud:region",
    },
    env: [
      {
        id: "BCE_ACCESS_KEY_ID",
        secret: "BCE_SECRET_ACCESS_KEY",
        token: "BCE_SESSION_TOKEN",
        otherToken: "BCE_SECURITY_TOKEN",
      },
      { id: "BAIDUCLOUD_ACCESS_KEY", secret: "BAIDUCLOUD_SECRET_KEY", token: "BAIDUCLOUD_SESSION_TOKEN" },
    ],
    regionEnv: ["BAIDUCLOUD_REGION", "BCE_REGION"],
    unsupported: ["baiducloud:assumeRole", "baiducloud:endpoints", "baiducloud:profile"],
    unsupportedEnv: [],
  },
};

/** The keys of the Pulumi configuration that hold secrets. */
export const secretConfigKeys: readonly string[] = Object.values(sources).flatMap(({ config }) => [
  config.secret,
  config.token,
]);
