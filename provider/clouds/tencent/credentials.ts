import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import {
  type AccessKey,
  accessKeyOf,
  type Credentials,
  credentialSources,
  partsOf,
  usableKey,
} from "../../config/credentials";
import { quoted } from "../../config/quoted";
import type { Settings } from "../../config/settings";
import { NoCredentials, UsageError } from "../../model/errors";
import { instanceRole } from "./metadata";

/**
 * Where the access key comes from: a named profile of the Tencent Cloud CLI (`~/.tccli/<profile>.credential`); or else
 * the configuration, the environment, and then the CLI's default profile, the SDK's credentials file
 * (`~/.tencentcloud/credentials`) and the role of the CVM instance. Rejects with a `UsageError` that names what was looked
 * at, and never repeats what a file holds.
 */
export function credentialsOf(settings: Settings, profile: string | undefined): Credentials {
  const role = instanceRole();
  if (profile !== undefined) return () => fromProfile(profile, role);
  const key = accessKeyOf("tencentcloud", settings);
  return key ? () => Promise.resolve(key) : () => fromChain(settings, role);
}

async function fromProfile(profile: string, role: Source): Promise<AccessKey> {
  const key = await cliProfile(profile, role);
  if (key) return key;
  throw new UsageError(
    `the profile "${profile}" gave no credentials (${cliFile(profile)}). Check it with: tccli configure list ` +
      `--profile ${profile} (or set it up: tccli configure --profile ${profile}).`,
  );
}

async function fromChain(settings: Settings, role: Source): Promise<AccessKey> {
  const cliDefault = settings.env["TCCLI_PROFILE"] || "default";
  const key = (await cliProfile(cliDefault, role)) ?? (await sdkFile()) ?? (await role());
  if (key) return key;
  throw new NoCredentials(
    `no credentials for tencentcloud. Looked at: ${credentialSources("tencentcloud")}; the profile files ` +
      `${cliFile(cliDefault)} and ~/.tencentcloud/credentials; the CVM instance's role.`,
  );
}

type Source = () => Promise<AccessKey | undefined>;

const keyFile = z.object({
  secretId: z.string().min(1),
  secretKey: z.string().min(1),
  token: z.string().optional().catch(undefined),
});
/** What else the CLI's file can say: that the key is the instance's role's, or that a role is to be taken on with it. */
const cliTraits = z.object({
  type: z.string().optional().catch(undefined),
  "role-arn": z.string().optional().catch(undefined),
  role_arn: z.string().optional().catch(undefined),
});

/** A profile of the CLI, as `tccli configure` writes it. */
async function cliProfile(profile: string, role: Source): Promise<AccessKey | undefined> {
  if (!/^[\w.@-]+$/.test(profile)) throw new UsageError(`${quoted(profile)} cannot be the name of a profile of tccli.`);
  const content = await jsonIn(join(homedir(), ".tccli", `${profile}.credential`));
  const traits = cliTraits.safeParse(content);
  if (!traits.success) return undefined;
  if (traits.data.type === "cvm-role") return role();
  if (traits.data["role-arn"] || traits.data.role_arn) {
    throw new UsageError(
      `${cliFile(profile)} names a role, which pulumi-secgroup does not take on: going on could reach another account. ` +
        `Use a profile that holds the key itself, or the role's temporary key with its token.`,
    );
  }
  return keyOf(content, `the profile "${profile}" in ${cliFile(profile)}`);
}

/** For messages. */
function cliFile(profile: string): string {
  return `~/.tccli/${profile}.credential`;
}

async function jsonIn(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as unknown;
  } catch {
    return undefined;
  }
}

/** The key that a source holds; undefined if it holds none. Throws a `UsageError` for one that cannot be used. */
function keyOf(content: unknown, source: string): AccessKey | undefined {
  const { data } = keyFile.safeParse(content);
  if (!data) return undefined;
  return usableKey({ id: data.secretId, secret: data.secretKey, token: data.token || undefined }, partsOf(source));
}

async function sdkFile(): Promise<AccessKey | undefined> {
  const { ProfileCredential } = sdk();
  return keyOf(await new ProfileCredential().getCredential(), "the file ~/.tencentcloud/credentials");
}

function sdk() {
  return require("tencentcloud-sdk-nodejs-common") as typeof import("tencentcloud-sdk-nodejs-common");
}
