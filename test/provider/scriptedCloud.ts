import type { Clock } from "../../provider/calls/clock";
import { deadlineIn } from "../../provider/calls/deadline";
import {
  type Call,
  type Cloud,
  type Failed,
  type GroupRecord,
  type JoinOutcome,
  type LeaveOutcome,
  noRates,
  type TargetRecord,
} from "../../provider/clouds/cloud";
import { newMemory, type Session } from "../../provider/lifecycle/session";
import { CloudError, type CloudErrorFacts } from "../../provider/model/errors";
import type { Inputs } from "../../provider/model/inputs";
import { targetOf } from "../../provider/model/membership";

/** Time that passes only when somebody sleeps. */
export function fakeClock(): Clock & { slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}

export function cloudError(facts: Partial<CloudErrorFacts> & Pick<CloudErrorFacts, "kind">): CloudError {
  return new CloudError({
    cloud: "alicloud",
    operation: "JoinSecurityGroup",
    code: "SomeCode",
    reason: "some reason",
    advice: "Do something.",
    ...facts,
  });
}

export const failed = (facts: Parameters<typeof cloudError>[0]): Failed => ({
  outcome: "failed",
  error: cloudError(facts),
});

export function recordOf(id: string, changes: Partial<TargetRecord> = {}): TargetRecord {
  return { target: targetOf(id), securityGroupIds: [], status: "Running", phase: "ready", ...changes };
}

/** Answers in their order; the last one again and again. A thrown answer is thrown. */
export interface Script {
  readonly reads?: readonly (TargetRecord | "notListed" | CloudError)[];
  readonly groups?: readonly (readonly GroupRecord[] | CloudError)[];
  readonly confirm?: TargetRecord | "gone" | CloudError;
  readonly joins?: readonly JoinOutcome[];
  readonly leaves?: readonly LeaveOutcome[];
}

/** A port that plays a script and writes down what it was asked. */
export function scriptedCloud(script: Script): Cloud & { asked: string[] } {
  const asked: string[] = [];
  const next = <T>(answers: readonly T[] | undefined, name: string): T => {
    const count = asked.filter((call) => call === name).length;
    asked.push(name);
    const answer = answers?.[Math.min(count, answers.length - 1)];
    if (answer === undefined) throw new Error(`the script has no answer to ${name}`);
    return answer;
  };
  return {
    asked,
    name: "alicloud",
    region: "cn-hangzhou",
    limits: { targetsPerWrite: 1, idsPerRead: 100, rates: noRates, groupsPerTarget: 5 },
    readTargets: (targets) =>
      attempt(() => {
        const answer = next(script.reads, "read");
        if (answer instanceof CloudError) throw answer;
        return new Map(answer === "notListed" ? [] : targets.map(({ id }) => [id, answer]));
      }),
    confirmTarget: () =>
      attempt(() => {
        const answer = next(script.confirm && [script.confirm], "confirm");
        if (answer instanceof CloudError) throw answer;
        return answer === "gone" ? undefined : answer;
      }),
    listTargets: () => Promise.resolve(undefined),
    readGroups: () =>
      attempt(() => {
        const answer = next(script.groups ?? [[]], "groups");
        if (answer instanceof CloudError) throw answer;
        return new Map(answer.map((group) => [group.id, group]));
      }),
    join: (_group, targets) =>
      attempt(() => {
        const outcome = next(script.joins, "join");
        return new Map(targets.map(({ id }) => [id, outcome]));
      }),
    leave: (_group, targets) =>
      attempt(() => {
        const outcome = next(script.leaves, "leave");
        return new Map(targets.map(({ id }) => [id, outcome]));
      }),
  };
}

function attempt<T>(run: () => T): Promise<T> {
  return new Promise((resolve) => resolve(run()));
}

export function sessionWith(cloud: Cloud, changes: Partial<Session> = {}): Session & { notices: string[] } {
  const notices: string[] = [];
  return {
    notices,
    cloudOf: () => cloud,
    defaultRegion: () => undefined,
    regionSources: () => "set some variable",
    driftCheck: "up",
    notice: (line) => notices.push(line),
    clock: fakeClock(),
    memory: newMemory(),
    ...changes,
  };
}

export function callFor(seconds: number, clock: Clock = fakeClock()): Call {
  return { deadline: deadlineIn(seconds, clock) };
}

export const someInputs: Inputs = {
  cloud: "alicloud",
  region: "cn-hangzhou",
  securityGroupId: "sg-1",
  instanceId: "i-1",
  onExisting: "adopt",
  timeoutSeconds: 300,
};
