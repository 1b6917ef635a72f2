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
import { quoted, shellWord } from "../../config/quoted";
import type { Settings } from "../../config/settings";
import { NoCredentials, UsageError } from "../../model/errors";

/**
 * Where the access key comes from: a named profile of the BCE CLI; or else the configuration, the environment, and then
 * the profile that the CLI uses by itself. Rejects with a `UsageError` that names what was looked at, and never tells what
 * a profile file holds. The file is read anew for every call, so that a session token can be renewed meanwhile.
 */
export function credentialsOf(settings: Settings, profile: string | undefined): Credentials {
  const path = join(homeOf(settings), ".bce", "config.json");
  if (profile !== undefined) return () => named(path, profile);
  const key = accessKeyOf("baiducloud", settings);
  return key ? () => Promise.resolve(key) : () => current(path);
}

/** Where the CLI looks, too. */
function homeOf({ env }: Settings): string {
  return env[process.platform === "win32" ? "USERPROFILE" : "HOME"] || homedir();
}

const shownFile = "~/.bce/config.json";

/** The CLI's file ("Configure the BCE CLI" of the documentation; the keys are those that the CLI writes). */
const file = z.object({
  current: z.string().optional(),
  profiles: z.array(
    z.object({
      name: z.string(),
      mode: z.string().optional(),
      access_key_id: z.string().optional(),
      secret_access_key: z.string().optional(),
      security_token: z.string().optional(),
    }),
  ),
});
type Profiles = z.infer<typeof file>;
type Profile = Profiles["profiles"][number];

async function named(path: string, name: string): Promise<AccessKey> {
  const found = await profilesIn(path);
  const key = found && keyIn(found.profiles.find((profile) => profile.name === name));
  if (key) return key;
  throw new UsageError(
    `the profile ${quoted(name)} in ${shownFile} gave no credentials. Check it with: bce configure get ` +
      `${shellWord(name)} (or set it up: bce configure set ${shellWord(name)}).`,
  );
}

async function current(path: string): Promise<AccessKey> {
  const found = await profilesIn(path);
  const key = found && keyIn(found.profiles.find(({ name }) => name === found.current));
  if (key) return key;
  throw new NoCredentials(
    `no credentials for baiducloud. Looked at: ${credentialSources("baiducloud")}; the current profile in ${shownFile}.`,
  );
}

/** Undefined where there is no such file, or it is not the CLI's. */
async function profilesIn(path: string): Promise<Profiles | undefined> {
  try {
    const text = await readFile(path, "utf8");
    return file.parse(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** A lasting key (mode `AK`, or none) or a temporary one (`StsToken`, which needs its token). Other modes are unknown. */
function keyIn(profile: Profile | undefined): AccessKey | undefined {
  const { mode = "AK", access_key_id: id, secret_access_key: secret, security_token: token } = profile ?? {};
  if (!id || !secret) return undefined;
  const parts = partsOf(`the profile "${profile?.name ?? ""}" in ${shownFile}`);
  switch (mode) {
    case "":
    case "AK":
      return usableKey({ id, secret }, parts);
    case "StsToken":
      return token ? usableKey({ id, secret, token }, parts) : undefined;
    default:
      return undefined;
  }
}
