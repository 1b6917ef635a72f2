import { accounts } from "./accounts";
import { driftCheckOf, preflightOf } from "./config/preferences";
import type { Settings } from "./config/settings";
import type { Account } from "./lifecycle/session";
import { UsageError } from "./model/errors";

/** The settings that are refused, of this package and of these accounts: one sentence each, without repetition. Calls nobody. */
export function refusedSettings(used: Iterable<Account>, settings: Settings): readonly string[] {
  const cloudOf = accounts(settings);
  const checks = [
    () => preflightOf(settings),
    () => driftCheckOf(settings),
    ...[...used].map((account) => () => cloudOf(account)),
  ];
  return [...new Set(checks.flatMap((check) => refusalOf(check)))];
}

function refusalOf(check: () => unknown): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
}
