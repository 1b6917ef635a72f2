/**
 * What the program process does with the memberships of one run: it refuses two that are the same, and during a preview
 * asks the clouds whether they can be joined. Promises:
 * 1. nothing is written, and an update is not held up: only a preview asks;
 * 2. it asks once all memberships are registered, so that the whole plan is shown whatever it finds;
 * 3. each violation is an error on its own resource, and the preview fails; what cannot be asked is one warning.
 * A unit test of a program (Pulumi's mocks) has no run, so nothing is asked.
 */
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { accounts } from "./accounts";
import { systemClock } from "./calls/clock";
import { driftCheckOf, preflightOf } from "./config/preferences";
import type { Settings } from "./config/settings";
import { inlineListHint } from "./inline-list-hint";
import { refusedAll } from "./lifecycle/notices";
import { type Declared, preflight } from "./lifecycle/preflight";
import type { Account } from "./lifecycle/session";
import type { SecurityGroupMembership, SecurityGroupMembershipArgs } from "./membership";
import { UsageError } from "./model/errors";
import { formatId } from "./model/id";
import { inputsSchema, membershipOf } from "./model/inputs";
import type { Membership } from "./model/membership";
import { runnerOf } from "./runner";
import { typeToken } from "./serialized";
import { refusedSettings } from "./settings-check";

/** Tells the run of the program of a membership that it has just registered. */
export function declare(resource: SecurityGroupMembership, name: string, args: SecurityGroupMembershipArgs): void {
  const stack = pulumi.runtime.getStackResource();
  if (!stack || runnerOf() === "nobody") return;
  const run = runs.get(stack) ?? new Run();
  runs.set(stack, run);
  run.declare(resource, name, args);
}

/** By stack resource: a program of the Automation API can run several times in one process. */
const runs = new WeakMap<object, Run>();

const settings: Settings = { config: (key) => pulumi.runtime.getConfig(key), env: process.env };

interface Registered {
  readonly resource: SecurityGroupMembership;
  readonly declared: Declared;
}

class Run {
  /** All names, as the program declares them, and the memberships of those that are known, by ID. */
  private readonly names: string[] = [];
  private readonly owners = new Map<string, string>();
  private readonly registered: Registered[] = [];
  private readonly reported = new Set<string>();
  /** The accounts of all memberships, also of those of which not everything is known. */
  private readonly accounts = new Map<string, Account>();
  /** Registrations that are not answered yet. */
  private waiting = 0;
  /** Questions that were begun; one is asked at a time, since the next one is about all that the one before was about. */
  private asks = 0;
  private asking = Promise.resolve();
  /** Keeps the connection to the engine open until everything is told. */
  private release: (() => void) | undefined;

  declare(resource: SecurityGroupMembership, name: string, args: SecurityGroupMembershipArgs): void {
    this.release ??= pulumi.runtime.rpcKeepAlive();
    this.waiting += 1;
    this.names.push(name);
    const inPreview = pulumi.runtime.isDryRun();
    const inputsNow = knownInputs(resource, args, inPreview ? asked : identity);
    let kept = false;
    if (inPreview) resource.id.apply(() => (kept = true));
    resource.urn.apply((urn) => {
      // What is known is told in the turn in which the registration is answered.
      setImmediate(() => {
        const { known, complete } = inputsNow();
        const account = accountSchema.safeParse(known);
        if (account.success) this.accounts.set(JSON.stringify(account.data), account.data);
        const inputs = inputsSchema.safeParse(complete ? known : undefined);
        if (inputs.success) {
          this.refuseTwin(name, formatId(membershipOf(inputs.data)));
          if (inPreview) this.registered.push({ resource, declared: { urn, inputs: inputs.data, kept } });
        }
        this.waiting -= 1;
        if (this.waiting === 0) this.allRegistered();
      });
    });
  }

  /** One edge under two names: whichever goes first would take the other's away. */
  private refuseTwin(name: string, id: string): void {
    const twin = this.owners.get(id);
    this.owners.set(id, name);
    if (twin === undefined) return;
    // Registrations are answered in any order.
    const [one, other] = [twin, name].sort((a, b) => this.names.indexOf(a) - this.names.indexOf(b));
    fail(`"${one}" and "${other}" declare the same membership (${id}). Remove one of them from the program.`);
  }

  private allRegistered(): void {
    this.asks += 1;
    this.asking = this.asking
      .then(async () => {
        if (!pulumi.runtime.isDryRun()) return;
        for (const why of refusedSettings(this.accounts.values(), settings)) this.refuse(why);
        await this.ask();
      })
      .finally(() => {
        this.asks -= 1;
        // After the turn in which a failure is told.
        setImmediate(() => this.letGo());
      });
  }

  private letGo(): void {
    if (this.waiting > 0 || this.asks > 0) return;
    this.release?.();
    this.release = undefined;
  }

  private async ask(): Promise<void> {
    try {
      if (preflightOf(settings) === "off") return;
      const declared = this.registered.map((each) => each.declared);
      const session = { cloudOf: accounts(settings), clock: systemClock, driftCheck: driftCheckOf(settings) };
      const {
        violations,
        notices,
        refused: settingsRefused,
        drifted,
      } = await preflight(declared, once(membershipsBefore), session);
      for (const why of settingsRefused) this.refuse(why);
      const removed = declared
        .filter(({ urn }) => drifted.has(urn))
        .map(({ inputs }) => membershipOf(inputs).target.id);
      const hint = await inlineListHint(new Set(removed));
      if (hint !== undefined) await this.once(hint, () => pulumi.log.warn(hint));
      for (const notice of notices) await this.once(notice, () => pulumi.log.warn(notice));
      let refused = 0;
      for (const { resource, declared: each } of this.registered) {
        const why = violations.get(each.urn);
        if (why === undefined) continue;
        refused += await this.once(`${each.urn} ${why}`, () => pulumi.log.error(why, resource));
      }
      if (refused > 0) {
        const all = declared.length === 1 ? "1 membership" : `${declared.length} memberships`;
        fail(`${refused} of ${all} ${refusedAll}`);
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.refuse(error.message);
    }
  }

  /** Fails the program, once for a reason. */
  private refuse(why: string): void {
    if (this.reported.has(why)) return;
    this.reported.add(why);
    fail(why);
  }

  /** Says a line once in a run; 1 if it was new. */
  private async once(line: string, say: () => Promise<void>): Promise<0 | 1> {
    if (this.reported.has(line)) return 0;
    this.reported.add(line);
    await say();
    return 1;
  }
}

/**
 * Fails the program without ending it: what else it declares is still registered and shown. A program of its own process
 * fails by an error that nobody catches. An inline program shares its process with others, which such an error would fail
 * too: it fails by an error in the log of its own run.
 */
function fail(reason: string): void {
  if (runnerOf() === "inline") {
    void pulumi.log.error(reason);
    return;
  }
  const error = new pulumi.RunError(reason);
  // The SDK shows the stack of a program's error where there is one.
  error.stack = "";
  void Promise.resolve().then(() => {
    throw error;
  });
}

/** What says which membership it is, and what else the questions of a preview depend on. */
const identity = ["cloud", "region", "securityGroupId", "instanceId", "networkInterfaceId"] as const;
const asked = [...identity, "onExisting", "profile", "timeoutSeconds"] as const;

/** The account that inputs belong to, where the ones that say so are known. */
const accountSchema = inputsSchema.pick({ cloud: true, region: true, profile: true });

/**
 * Gives these inputs of the resource as `check` completed them, and whether all of them are known; one that is given and
 * not known is null. In a preview outputs are the inputs, and an output that was not given stays unknown.
 */
function knownInputs(
  resource: SecurityGroupMembership,
  args: SecurityGroupMembershipArgs,
  properties: readonly (keyof SecurityGroupMembershipArgs)[],
): () => { readonly known: object; readonly complete: boolean } {
  // A transformation can have taken one away.
  const isThere = (property: keyof SecurityGroupMembershipArgs) => Object.hasOwn(resource, property);
  const given = properties.filter((property) => property === "region" || args[property] !== undefined).filter(isThere);
  const known = new Map<string, unknown>();
  // One question an input: an output of all of them would be a good part of the SDK's work for the resource.
  for (const property of given) {
    (resource[property] as pulumi.Output<unknown>).apply((value) => known.set(property, value));
  }
  return () => ({
    known: Object.fromEntries(given.map((property) => [property, known.has(property) ? known.get(property) : null])),
    complete: given.every((property) => known.has(property)),
  });
}

/** The memberships in the stack's state, by URN; undefined where the engine does not tell. */
async function membershipsBefore(): Promise<ReadonlyMap<string, Membership> | undefined> {
  const stackName = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  try {
    const answer = stateResources.parse(
      await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName }),
    );
    return new Map(
      Object.entries(answer.outputs).flatMap(([urn, { type, outputs }]) => {
        const inputs = inputsSchema.safeParse(outputs);
        return type === typeToken && inputs.success ? [[urn, membershipOf(inputs.data)] as const] : [];
      }),
    );
  } catch {
    return undefined;
  }
}

const stateResources = z.object({
  outputs: z.record(z.string(), z.object({ type: z.string(), outputs: z.unknown() })),
});

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}
