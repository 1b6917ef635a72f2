/**
 * What the program process does with the memberships of one run: it refuses two that are the same, and during a preview
 * asks the clouds whether they can be joined. Promises:
 * 1. nothing is written, and an update is not held up: only a preview asks;
 * 2. it asks once the program has ended and all resources are registered, so that the whole plan is shown whatever it
 *    finds;
 * 3. each violation is an error on its own resource, and the preview fails; what cannot be asked is one warning, or an
 *    error where `secgroup:preflight` is `required`.
 * A unit test of a program (Pulumi's mocks) has no run, so nothing is asked.
 */
import * as pulumi from "@pulumi/pulumi";
import { accounts } from "./accounts";
import { systemClock } from "./calls/clock";
import { driftCheckOf, preflightOf } from "./config/preferences";
import type { Settings } from "./config/settings";
import { hasRegionalHost } from "./config/endpoint";
import { refusedSummary, uncheckedSummary } from "./lifecycle/notices";
import { type Declared, type Findings, preflight } from "./lifecycle/preflight";
import { factsLine, type PreviewFacts } from "./lifecycle/preview-facts";
import { type Removal, removalsOf } from "./lifecycle/removals";
import type { Account } from "./lifecycle/session";
import type { SecurityGroupMembership, SecurityGroupMembershipArgs } from "./membership";
import { UsageError } from "./model/errors";
import { formatId } from "./model/id";
import { type Inputs, inputsSchema, membershipOf } from "./model/inputs";
import { previewReport } from "./preview-report";
import { programEnded } from "./stack";
import { inlineListHint } from "./inline-list-hint";
import { runnerOf } from "./runner";
import { refusedSettings } from "./settings-check";
import { readState } from "./state";

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
  /** The URNs of all that are registered, and what is known of those of which not everything is. */
  private readonly urns = new Set<string>();
  private readonly partial: Partial<Inputs>[] = [];
  private stack: pulumi.Resource | undefined;
  /** Whether two declare the same membership, so that the program fails. */
  private hasTwins = false;
  /** How many were registered when it was asked last. */
  private answered = 0;
  /** Registrations that are not answered yet. */
  private waiting = 0;
  /** Questions that were begun; one is asked at a time, since the next one is about all that the one before was about. */
  private asks = 0;
  private asking = Promise.resolve();
  /** Keeps the connection to the engine open until everything is told. */
  private release: (() => void) | undefined;

  declare(resource: SecurityGroupMembership, name: string, args: SecurityGroupMembershipArgs): void {
    this.release ??= pulumi.runtime.rpcKeepAlive();
    this.stack ??= pulumi.runtime.getStackResource();
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
        const inputs = inputsSchema.safeParse(complete ? known : undefined);
        this.urns.add(urn);
        const account = accountSchema.safeParse(nullWhereUnknown(known));
        if (account.success) this.accounts.set(JSON.stringify(account.data), account.data);
        if (inputs.success) {
          this.refuseTwin(name, formatId(membershipOf(inputs.data)));
          if (inPreview) this.registered.push({ resource, declared: { urn, inputs: inputs.data, kept } });
        } else this.partial.push(known);
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
    this.hasTwins = true;
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
    const ended = this.stack !== undefined && (await programEnded(this.stack));
    // Another question follows, or there is nothing new to ask.
    if (this.waiting > 0 || this.answered === this.urns.size) return;
    this.answered = this.urns.size;
    try {
      const mode = preflightOf(settings);
      if (mode === "off") {
        await this.tellFacts(notAsked, []);
        return;
      }
      const session = {
        cloudOf: accounts(settings),
        clock: systemClock,
        driftCheck: driftCheckOf(settings),
        hasRegionalHost: ({ cloud }: Account) => hasRegionalHost(cloud, settings),
      };
      const declared = this.registered.map((each) => each.declared);
      const state = once(async () => mapped(await readState(), ({ inputs }) => inputs));
      const before = async () => mapped(await state(), membershipOf);
      const findings = await preflight(declared, before, session);
      const summaries = await this.tell(findings, mode);
      const isAnyThere = [...findings.shown.values()].includes(true);
      const held = new Set(isAnyThere ? [...((await before()) ?? [])].map(([, each]) => formatId(each)) : []);
      const fails = this.hasTwins || summaries.length > 0;
      const removals = fails && ended ? await this.removals(await state(), session) : undefined;
      const { facts, sentences } = previewReport({ declared, findings, held, fails, removals, summaries });
      await this.tellFacts(facts, sentences);
      for (const why of [...findings.refused, ...summaries]) this.refuse(why);
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

  /** Says what was found, each on its own resource; resolves to the errors that the preview fails with. */
  private async tell(findings: Findings, mode: "on" | "required"): Promise<readonly string[]> {
    const { violations, notices, unasked, drifted } = findings;
    for (const { notice, told } of unasked) {
      if (mode === "required") await this.once(notice, () => pulumi.log.error(notice));
      else if (!told) await this.once(notice, () => pulumi.log.warn(notice));
    }
    const removed = this.registered.filter(({ declared }) => drifted.has(declared.urn));
    const hint = await inlineListHint(new Set(removed.map(({ declared }) => membershipOf(declared.inputs).target.id)));
    if (hint !== undefined) await this.once(hint, () => pulumi.log.warn(hint));
    for (const notice of notices) await this.once(notice, () => pulumi.log.info(notice));
    for (const { resource, declared } of this.registered) {
      const why = violations.get(declared.urn);
      if (why !== undefined) await this.once(`${declared.urn} ${why}`, () => pulumi.log.error(why, resource));
    }
    return [
      ...(violations.size > 0 ? [refusedSummary(violations.size, this.urns.size)] : []),
      ...(mode === "required" && unasked.length > 0 ? [uncheckedSummary(unasked.length)] : []),
    ];
  }

  /** Says what the plan does not show: to the user, and to `secgroup report` where there is anything to say. */
  private async tellFacts(facts: Omit<PreviewFacts, "declared">, sentences: readonly string[]): Promise<void> {
    const { most, others, unchecked, removals, summaries } = facts;
    const plain = most === "joins" && Object.keys(others).length === 0 && removals === undefined;
    if (plain && unchecked.length === 0 && summaries.length === 0) return;
    await pulumi.log.info([...sentences, factsLine({ ...facts, declared: this.urns.size })].join("\n"));
  }

  private async removals(
    state: ReadonlyMap<string, Inputs> | undefined,
    session: Parameters<typeof removalsOf>[2],
  ): Promise<ReadonlyMap<string, Removal> | undefined> {
    if (!state) return undefined;
    const owners = new Map(
      this.registered.map(({ declared: { urn, inputs } }) => [formatId(membershipOf(inputs)), urn]),
    );
    return removalsOf(state, { urns: this.urns, owners, partial: this.partial }, session);
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

/** A part that is given and not known is no missing one. */
function nullWhereUnknown(known: object): object {
  return Object.fromEntries(Object.entries(known).map(([property, value]) => [property, (value as unknown) ?? null]));
}

/**
 * Gives these inputs of the resource as `check` completed them, and whether all of them are known; those that are given and
 * not known are undefined. In a preview outputs are the inputs, and an output that was not given stays unknown.
 */
function knownInputs(
  resource: SecurityGroupMembership,
  args: SecurityGroupMembershipArgs,
  properties: readonly (keyof SecurityGroupMembershipArgs)[],
): () => { readonly known: Partial<Inputs>; readonly complete: boolean } {
  // A transformation can have taken one away.
  const isThere = (property: keyof SecurityGroupMembershipArgs) => Object.hasOwn(resource, property);
  const given = properties.filter((property) => property === "region" || args[property] !== undefined).filter(isThere);
  const known = new Map<string, unknown>();
  // One question an input: an output of all of them would be a good part of the SDK's work for the resource.
  for (const property of given) {
    (resource[property] as pulumi.Output<unknown>).apply((value) => known.set(property, value));
  }
  return () => ({
    known: Object.fromEntries(given.map((property) => [property, known.get(property)])),
    complete: given.every((property) => known.has(property)),
  });
}

/** `secgroup:preflight` is `off`. */
const notAsked: Omit<PreviewFacts, "declared"> = {
  most: "unasked",
  others: {},
  unchecked: ["secgroup:preflight is off"],
  summaries: [],
};

function mapped<T, U>(all: ReadonlyMap<string, T> | undefined, map: (one: T) => U): ReadonlyMap<string, U> | undefined {
  return all && new Map([...all].map(([key, one]) => [key, map(one)]));
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}
