/**
 * What the provider process loads: Pulumi's dynamic protocol in, steps of the life cycle out. Loaded by the constant that
 * every state holds (`provider/serialized.ts`), so neither this module's export path nor its export is ever renamed.
 *
 * The process serves one operation of the engine; its calls overlap. Expected failures become one line without a stack
 * trace; results hold no `undefined`, which the protocol cannot carry.
 */
import type { dynamic } from "@pulumi/pulumi";
import * as z from "zod";
import { accounts } from "./accounts";
import { systemClock } from "./calls/clock";
import { Steps } from "./calls/steps";
import { redirectionNotice } from "./config/endpoint";
import { driftCheckOf } from "./config/preferences";
import { defaultRegionOf, regionSources } from "./config/region";
import type { Settings } from "./config/settings";
import { check } from "./lifecycle/check";
import type { Declaration } from "./lifecycle/claims";
import { create } from "./lifecycle/create";
import { remove } from "./lifecycle/delete";
import { diff } from "./lifecycle/diff";
import { PartiallyCreated } from "./lifecycle/failure";
import { shownWithResource } from "./lifecycle/notices";
import { read, readExisting } from "./lifecycle/read";
import { newMemory, type Session } from "./lifecycle/session";
import { type Unfinished as UnfinishedState, unfinishedOf } from "./lifecycle/unfinished";
import { update } from "./lifecycle/update";
import { clean } from "./model/clean";
import { UsageError, UserError } from "./model/errors";
import { formatId, parseId } from "./model/id";
import { type Inputs, inputsOf, inputsSchema } from "./model/inputs";
import { type CloudName, isCloudName } from "./model/membership";
import { agoMs, type Registration, takeRegistration } from "./registration";
import { serializedProvider } from "./serialized";

type Properties = Record<string, unknown>;

/** Set once by `configure`, which the protocol does not promise to await before the first call. */
let config: Settings["config"] = () => undefined;
const settings: Settings = { config: (key) => config(key), env: process.env };
const noticed = new Set<string>();
const steps = new Steps(systemClock);

const cloudOf = accounts(settings, steps);

const session: Session = {
  cloudOf(account) {
    const cloud = cloudOf(account);
    noticeRedirection(account.cloud);
    return cloud;
  },
  defaultRegion: (cloud) => defaultRegionOf(cloud, settings),
  regionSources,
  get driftCheck() {
    return driftCheckOf(settings);
  },
  notice(line) {
    if (noticed.has(line)) return;
    noticed.add(line);
    console.log(clean(line));
  },
  clock: systemClock,
  memory: newMemory(),
};

/**
 * Says once a run that a setting sends requests elsewhere. `check` says it too: in a preview of new memberships only the
 * program process asks the cloud. A setting that cannot be is an error where the cloud is asked.
 */
function noticeRedirection(cloud: CloudName): void {
  try {
    const notice = redirectionNotice(cloud, settings);
    if (notice !== undefined) session.notice(notice);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
}

/** The provider of `SecurityGroupMembership`, as Pulumi's dynamic-provider process calls it. */
export const SecurityGroupMembership: dynamic.ResourceProvider<Properties, Properties> = {
  configure: (request) => {
    config = (key) => request.config.get(key);
    return Promise.resolve();
  },

  check: (olds, news) =>
    told(() => {
      const { inputs: given, registration } = takeRegistration(news);
      const { inputs, failures } = check(olds, given, session, declarationOf(registration));
      if (isCloudName(inputs["cloud"])) noticeRedirection(inputs["cloud"]);
      // What is new is created next, but for a preview.
      if (failures.length === 0 && Object.keys(olds).length === 0) steps.prepare();
      return { inputs: withoutUndefined(inputs), failures: [...failures] };
    }),

  diff: (id, olds, news) =>
    told(async () => {
      const { changes, replaces } = await diff(olds, news, session);
      // A replacement is checked as a new one; a refresh diffs what it has not checked, and changes nothing.
      if (changes && replaces.length === 0 && session.memory.claims.isDeclared(id)) steps.prepare();
      return { changes, replaces: [...replaces] };
    }),

  create: (properties) =>
    toldOf(properties, async (inputs) => ({ id: await create(inputs, session), outs: outputsOf(inputs) })),

  read: (id, properties) =>
    told(async () => {
      const known = inputsSchema.safeParse(properties);
      if (known.success) return readResult(id, known.data, await read(properties ?? {}, known.data, session));
      const inputs = inputsOf(parseId(id));
      await readExisting(inputs, session);
      return state(id, inputs);
    }),

  update: (_id, olds, news) =>
    toldOf(news, async (inputs) => {
      await update(olds, inputs, session);
      return { outs: outputsOf(inputs) };
    }),

  delete: (_id, properties) =>
    toldOf(properties, async (inputs) => {
      await remove(inputs, session);
    }),
};

/** What the program process told, by this process's clock. */
function declarationOf({ knownAt, owned = false, givenUp }: Registration): Partial<Declaration> {
  const now = systemClock.now();
  return { knownAt: knownAt ? now - agoMs(knownAt) : now, owned, givenUp };
}

/** The state of a membership: what it was asked for as. Nothing else is kept, so that nothing else can go stale. */
function outputsOf(inputs: Inputs): Properties {
  return withoutUndefined(inputs);
}

function state(id: string, inputs: Inputs): dynamic.ReadResult<Properties> {
  return { id, props: outputsOf(inputs), inputs: outputsOf(inputs) };
}

function readResult(
  id: string,
  inputs: Inputs,
  read: "there" | "gone" | UnfinishedState,
): dynamic.ReadResult<Properties> {
  if (read === "gone") return {};
  const { props, ...rest } = state(id, inputs);
  return { ...rest, props: read === "there" ? props : { ...props, ...read } };
}

function withoutUndefined(properties: Readonly<Properties>): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/** Gives errors the form in which the engine shows them best: one line, no stack. */
async function told<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw asShown(error);
  }
}

/** As {@link told}, for steps on what `check` has let through; an error keeps the state of what was begun. */
async function toldOf<T>(properties: Properties, step: (inputs: Inputs) => Promise<T>): Promise<T> {
  const parsed = inputsSchema.safeParse(properties);
  if (!parsed.success) throw new Shown(`the state does not hold a membership: ${z.prettifyError(parsed.error)}`);
  try {
    return await steps.during(() => step(parsed.data));
  } catch (error) {
    if (!(error instanceof PartiallyCreated)) throw asShown(error);
    const state = {
      ...outputsOf(parsed.data),
      ...unfinishedOf(parsed.data, session),
      __provider: serializedProvider,
    };
    throw new Unfinished(formatId(error.membership), state, error.message);
  }
}

/**
 * An error of which the engine shows the message on its resource. For some steps the SDK prints `${error}: ${error.stack}`
 * too, which the engine shows on the stack: one short line, so that no message stands there a second time.
 */
class Shown extends UserError {
  override readonly name = "";
  override readonly stack = shownWithResource;

  override toString(): string {
    return "secgroup";
  }
}

/** What the protocol calls an initialization failure: the engine keeps the resource, and the next `up` updates it. */
class Unfinished extends Shown {
  readonly reasons: readonly string[];
  constructor(
    readonly id: string,
    readonly properties: Properties,
    reason: string,
  ) {
    super(reason);
    this.reasons = [reason];
  }
}

function asShown(error: unknown): unknown {
  return error instanceof UserError ? new Shown(error.message) : error;
}
