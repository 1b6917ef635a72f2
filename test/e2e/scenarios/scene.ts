import { type Emulator, startEmulator } from "../../../emulator";
import { credentialsOf, type Ended, type RunOptions } from "../../../tools/stage.cjs";
import { Stack } from "../stack";
import { type Kind, kinds, targetText } from "./kinds";
import { key, type Twist, worldWith } from "./world";

/** A resource of a scenario's program. Strings that begin with "=" are JavaScript, in which `resources` has the ones before. */
export interface Declaration {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

const credentials = credentialsOf(key);

/**
 * The three clouds and one stack, for one scenario after the other: each starts from an empty stack, or from one whose
 * program was run once, without paying for that run again.
 */
export class Scene {
  private empty = "";
  private joined: string | undefined;

  private constructor(
    readonly emulator: Emulator,
    readonly stack: Stack,
  ) {}

  static async open(): Promise<Scene> {
    const emulator = await startEmulator({ world: worldWith() });
    try {
      const stack = await Stack.create({ ...credentials, SECGROUP_ENDPOINT: emulator.url });
      const scene = new Scene(emulator, stack);
      scene.empty = stack.stateText();
      return scene;
    } catch (error) {
      await emulator.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.emulator.close();
    await this.stack.close();
  }

  /** The usual program, an empty stack, a world of its own. */
  start(twist?: Twist): void {
    this.reset(twist);
    this.stack.restore(this.empty);
    this.declare(usual);
  }

  /** The usual program after its first `up`, and then a world in which the targets are in these groups. */
  async startJoined(groups: (kind: Kind) => readonly string[] = homeAndWeb, twist: Twist = {}): Promise<void> {
    if (this.joined === undefined) {
      this.start();
      await this.succeeds(this.stack.up());
      this.joined = this.stack.stateText();
    }
    this.reset({ ...twist, target: (kind) => ({ groups: groups(kind), ...twist.target?.(kind) }) });
    this.stack.restore(this.joined);
    this.declare(usual);
  }

  /** Targets that were in a passing state are past it. */
  ready(): void {
    this.emulator.replaceWorld(worldWith({ target: (kind) => ({ status: kind.states.ready }) }));
  }

  private reset(twist?: Twist): void {
    this.emulator.setFaults([]);
    this.emulator.replaceWorld(worldWith(twist));
    this.emulator.clearRequests();
  }

  /** The program: these resources of each kind, after some lines of its own. */
  declare(resourcesOf: (kind: Kind) => readonly Declaration[], before = ""): void {
    this.program(kinds.flatMap(resourcesOf), before);
  }

  program(resources: readonly Declaration[], before = ""): void {
    const lines = resources.map(
      ({ name, args, options = {} }) =>
        `resources[${JSON.stringify(name)}] = new M(${JSON.stringify(name)}, ${literal(args)}, ${literal(options)});`,
    );
    this.stack.program(["const resources = {};", before, ...lines].join("\n"));
  }

  /** Runs what has to fail, as users should see it: no stack traces, no secret. */
  async fails(args: readonly string[], options?: RunOptions): Promise<string> {
    const { code, text } = await this.stack.run(args, options);
    expect({ code, text }).not.toMatchObject({ code: 0 });
    expect(text).not.toMatch(/^\s+at /m);
    expect(text).not.toContain(key.secret);
    return text;
  }

  async succeeds(run: Promise<Ended>): Promise<string> {
    const { code, text } = await run;
    if (code !== 0) throw new Error(`the engine ended with ${code}:\n${text}`);
    return text;
  }

  /** The groups of a target now, by the name of its kind. */
  groups(pick: (kind: Kind) => string = ({ target }) => target): Record<string, readonly string[] | undefined> {
    const { world } = this.emulator;
    return each((kind) => {
      const region = world[kind.cloud].regions[kind.region];
      const targets = [...(region?.instances ?? []), ...(region?.networkInterfaces ?? [])];
      return targets.find(({ id }) => id === pick(kind))?.groups;
    });
  }

  /** Somebody else's hand at every target. */
  setGroups(groupsOf: (kind: Kind) => readonly string[], targets = kinds): void {
    for (const kind of targets) {
      const { cloud, region, target } = kind;
      this.emulator.setGroups({ cloud, region, targetId: target, groups: groupsOf(kind) });
    }
  }

  /** The groups that each write to a kind's target named, in order. */
  writes({ cloud, target, actions }: Kind): readonly (readonly string[])[] {
    return this.emulator
      .requests()
      .log.filter((entry) => entry.cloud === cloud && entry.targetIds.includes(target))
      .filter(({ action }) => action === actions.join || action === actions.leave)
      .map(({ securityGroupIds }) => securityGroupIds);
  }

  /** The IDs in the state, sorted. */
  ids(): readonly string[] {
    return this.stack
      .memberships()
      .map(({ id }) => id ?? "")
      .sort();
  }
}

/** What the scenarios' programs declare unless they say something else. */
export const usual = (kind: Kind): readonly Declaration[] => [{ name: kind.name, args: webOf(kind) }];
export const homeAndWeb = ({ groups }: Kind): readonly string[] => [groups.home, groups.web];

/** The inputs of a kind's target in its web group, or in another. */
export function webOf({ cloud, region, property, target, groups }: Kind, group = groups.web) {
  return { cloud, region, securityGroupId: group, [property]: target };
}

/** By the name of the kind. */
export function each<T>(of: (kind: Kind) => T): Record<string, T> {
  return Object.fromEntries(kinds.map((kind) => [kind.name, of(kind)]));
}

/** One line of the output says what cannot be done with which target and group, why and what to do. */
export function expectRefusal(text: string, kind: Kind, verb: "join" | "leave" | "read", group: string, why: RegExp) {
  const what = targetText(kind);
  const act = {
    join: `cannot join ${what} to security group ${group}`,
    leave: `cannot take ${what} out of security group ${group}`,
    read: `cannot read whether ${what} is in security group ${group}`,
  }[verb];
  const start = `${kind.cloud} ${kind.region}: ${act}: `;
  const line = text.split("\n").find((each) => each.includes(start)) ?? text;
  expect(line).toContain(start);
  expect(line).toMatch(why);
}

/** Waits for what the clouds, which are in this process, come to show. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A value as JavaScript; strings that begin with "=" are expressions. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(/"=((?:[^"\\]|\\.)*)"/g, (_, code: string) => JSON.parse(`"${code}"`) as string);
}
