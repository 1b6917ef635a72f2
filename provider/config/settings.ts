import { lookup } from "../model/lookup";

/** Where settings come from: the stack's Pulumi configuration and the process's environment. */
export interface Settings {
  /** A value of the stack's configuration by its full key, such as `alicloud:region`. */
  readonly config: (key: string) => string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The first of these environment variables that is set and not empty. */
export function firstSet(env: Settings["env"], names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = lookup(env, name);
    if (value) return value;
  }
  return undefined;
}
