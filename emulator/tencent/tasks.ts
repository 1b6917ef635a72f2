import type { Clock } from "../cloud";
import type { Instance, View } from "../store";

/** What a write set in motion. */
export interface Task {
  readonly action: string;
  /** The groups it binds or unbinds. */
  readonly securityGroupIds: readonly string[];
  readonly requestId: string;
}

interface Running extends Task {
  /** Until then it is in progress. */
  readonly until: number;
}

/** The latest operation of each instance. A world that is replaced takes its instances' operations with it. */
export class Tasks {
  private readonly byInstance = new WeakMap<Instance, { readonly latest: Running; readonly before?: Running }>();

  constructor(
    private readonly now: Clock,
    private readonly durationMs: () => number,
  ) {}

  /** Call it after the write: what is over must be seen in reads. */
  start(instance: Instance, task: Task): void {
    const before = this.byInstance.get(instance)?.latest;
    const latest = { ...task, until: this.now() + this.durationMs() };
    this.byInstance.set(instance, { latest, ...(before !== undefined && { before }) });
  }

  running(instance: Instance): Task | undefined {
    const latest = this.byInstance.get(instance)?.latest;
    return latest !== undefined && latest.until > this.now() ? latest : undefined;
  }

  /** What DescribeInstances says of the latest operation; nulls where there was none. A stale view knows the one before. */
  fields(instance: Instance, view: Exclude<View, "rules">): object {
    const known = this.byInstance.get(instance);
    const task = view === "stale" ? known?.before : known?.latest;
    return {
      LatestOperation: task?.action ?? null,
      LatestOperationState: task === undefined ? null : task.until > this.now() ? "OPERATING" : "SUCCESS",
      LatestOperationRequestId: task?.requestId ?? null,
      LatestOperationErrorMsg: null,
    };
  }
}
