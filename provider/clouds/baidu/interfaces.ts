/**
 * Groups of elastic network interfaces (ENI). The API only replaces an interface's whole set, and a set of one type takes
 * the other type's groups away. So a membership is written as read, change, write, read again. Promises:
 * 1. a set is never empty, and never of the other type than the groups that are there;
 * 2. a write that another writer undid is made again on what that writer left, a few times at most;
 * 3. it ends when the cloud shows it, so that the next writer in this process starts from what is so; a read that shows
 *    what was before our latest write all the same is not believed until it has been asked for long enough.
 * What another program writes between our read and our write is lost without a trace: the API has no condition to put on
 * a write. In this process `calls/serialize.ts` lets one writer at a time have an interface.
 */
import type { Call, TargetRecord } from "../cloud";
import { canPass, CloudError } from "../../model/errors";
import type { Target } from "../../model/membership";
import { type NetworkInterface, networkInterface, networkInterfaceList, nothing } from "./answers";
import type { BccClient } from "./client";
import { advice } from "./errors";
import { refusedHere } from "./failures";
import { type GroupsByType, type GroupType, typeOfGroup } from "./groups";
import type { OperationName } from "./operations";
import { isSame, type Overwritten } from "./overwritten";
import { refuseMixing, whyNotJoined, whyNotLeft } from "./refusals";
import type { TargetKind } from "./targets";

/** Writes of one change, the first included. */
const mostWrites = 3;
/** Pauses before reading again while the cloud still shows what was before our write: milliseconds. */
const pausesMs = [250, 500, 1000, 2000, 4000];
/** Interfaces of one page, as many as it gives: one that the pages of its VPC do not show costs a call of its own. */
const pageSize = "1000";
/** Interfaces that are read at a time: there is no list by IDs. */
const readsAtOnce = 8;

/** `overwritten` is shared by all clients of the process: several accounts can reach one interface. */
export function interfaces(client: BccClient, overwritten: Overwritten): TargetKind {
  const detail = (target: Target, call: Call): Promise<NetworkInterface> =>
    client.call("getInterface", { id: target.id }, networkInterface.only(target.id), call);
  const groups = async (target: Target, call: Call): Promise<GroupsByType> => groupsOf(await detail(target, call));
  const record = async (target: Target, call: Call): Promise<TargetRecord> => recordOf(await detail(target, call));

  async function look(target: Target, call: Call): Promise<GroupsByType | CloudError> {
    try {
      return await groups(target, call);
    } catch (error) {
      if (error instanceof CloudError) return error;
      throw error;
    }
  }

  /** Looks until it is `enough`, or has been long enough. */
  async function lookUntil(
    enough: (seen: GroupsByType | CloudError) => boolean,
    target: Target,
    call: Call,
  ): Promise<GroupsByType | CloudError> {
    let seen = await look(target, call);
    for (const pauseMs of pausesMs) {
      const hintMs = seen instanceof CloudError ? (seen.retryAfterMs ?? 0) : 0;
      if (enough(seen) || !(await call.deadline.sleep(Math.max(pauseMs, hintMs)))) break;
      seen = await look(target, call);
    }
    return seen;
  }

  /** The groups now, to start a change from: a stale set would take away what was joined last. */
  async function latest(target: Target, call: Call): Promise<GroupsByType> {
    const told = (seen: GroupsByType | CloudError): boolean =>
      seen instanceof CloudError ? !canPass(seen) || !overwritten.knows(target.id) : !overwritten.has(target.id, seen);
    const seen = await lookUntil(told, target, call);
    if (seen instanceof CloudError) throw seen;
    overwritten.believed(target.id, seen);
    return seen;
  }

  async function latestIfThere(target: Target, call: Call): Promise<GroupsByType | undefined> {
    try {
      return await latest(target, call);
    } catch (error) {
      if (error instanceof CloudError && error.kind === "targetNotFound") return undefined;
      throw error;
    }
  }

  /** Makes and verifies one change of the groups of a type, starting from what was `found`. */
  async function change({ group, edit, done }: Change, target: Target, found: GroupsByType, call: Call): Promise<void> {
    const type = typeOfGroup(group);
    const { operation, field } = writes[type];
    let before = found;
    for (let tries = 1; tries <= mostWrites; tries++) {
      const set = edit(before[type]);
      refuseMixing(operation, group, target.id, before);
      if (set.length === 0) {
        throw refusedHere(operation, "lastGroup", "LastGroup", `${group} is the only security group of ${target.id}`);
      }
      try {
        await send(operation, target, { [field]: set }, before, call);
      } catch (error) {
        // The refusal is of this write alone: one before it was taken, and can be shown later.
        throw error instanceof CloudError && tries > 1 ? error.with({ outcomeUnknown: true }) : error;
      }
      const after = await whenShown(target, before, (shown) => done(shown[type]), call);
      if (!isSame(after, before)) overwritten.shown(target.id);
      if (done(after[type])) return;
      before = after;
    }
    throw new CloudError({
      cloud: "baiducloud",
      operation,
      kind: "unavailable",
      code: "NotShown",
      reason: `the groups of ${target.id} were written ${mostWrites} times, and the cloud still shows others`,
      advice: "Another program may be writing the same interface's groups: let one of them do it.",
      outcomeUnknown: true,
    });
  }

  async function send(
    operation: OperationName,
    target: Target,
    body: Readonly<Record<string, readonly string[]>>,
    before: GroupsByType,
    call: Call,
  ): Promise<void> {
    overwritten.sent(target.id, before);
    try {
      await client.call(operation, { id: target.id, body }, nothing, call);
    } catch (error) {
      if (!(error instanceof CloudError && error.outcomeUnknown)) overwritten.refused(target.id);
      throw error;
    }
  }

  /** The groups once they are as wanted, or are somebody else's, or have not changed for too long. */
  async function whenShown(
    target: Target,
    before: GroupsByType,
    wanted: (groups: GroupsByType) => boolean,
    call: Call,
  ): Promise<GroupsByType> {
    const told = (seen: GroupsByType | CloudError): boolean =>
      seen instanceof CloudError ? !canPass(seen) : wanted(seen) || !isSame(seen, before);
    const seen = await lookUntil(told, target, call);
    if (!(seen instanceof CloudError)) return seen;
    // The write was taken, but what became of it cannot be told; a read that could pass later leaves it to later.
    throw seen.with({ outcomeUnknown: true, ...(canPass(seen) && { kind: "unavailable" }) });
  }

  return {
    async list(targets, call) {
      const records: TargetRecord[] = [];
      const waiting = [...targets];
      const readOn = async (): Promise<void> => {
        for (let target = waiting.shift(); target; target = waiting.shift()) {
          try {
            records.push(recordOf(await detail(target, call)));
          } catch (error) {
            if (error instanceof CloudError && error.kind === "targetNotFound") continue;
            // One failed read fails them all: the others need not be asked for.
            waiting.length = 0;
            throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: readsAtOnce }, readOn));
      return records;
    },

    /** Interfaces are listed by VPC only. */
    async page(scope, cursor, call) {
      if (!("vpcId" in scope)) return undefined;
      const query = { vpcId: scope.vpcId, maxKeys: pageSize, ...(cursor && { marker: cursor }) };
      const page = await client.call("listInterfaces", { query }, networkInterfaceList.page("networkInterface"), call);
      return { records: page.enis.map(recordOf), next: (page.isTruncated && page.nextMarker) || undefined };
    },

    read: record,

    async join(group, target, call) {
      const present = await latest(target, call);
      if (present[typeOfGroup(group)].includes(group)) return "alreadyMember";
      try {
        await change(joining(group), target, present, call);
        return "joined";
      } catch (error) {
        throw error instanceof CloudError ? await whyNotJoined(error, group, () => record(target, call)) : error;
      }
    },

    async leave(group, target, call) {
      const isMember = async (): Promise<GroupsByType | undefined> => {
        const present = await latestIfThere(target, call);
        return present?.[typeOfGroup(group)].includes(group) ? present : undefined;
      };
      const present = await isMember();
      if (!present) return "notMember";
      try {
        await change(leaving(group), target, present, call);
        return "left";
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        if (error.kind !== "targetNotFound") throw await whyNotLeft(error, group, () => record(target, call));
        // NoSuchObject can be another group of the set that was written: then this one was not left.
        if (await isMember()) throw error.with({ kind: "groupNotFound", advice: advice.groupNotFound });
        return "notMember";
      }
    },
  };
}

/** The write of each type's set, and what its body calls the set. */
const writes: Readonly<Record<GroupType, { readonly operation: OperationName; readonly field: string }>> = {
  normal: { operation: "setInterfaceGroups", field: "securityGroupIds" },
  enterprise: { operation: "setInterfaceEnterpriseGroups", field: "enterpriseSecurityGroupIds" },
};

interface Change {
  readonly group: string;
  readonly edit: (present: readonly string[]) => readonly string[];
  readonly done: (present: readonly string[]) => boolean;
}

const joining = (group: string): Change => ({
  group,
  edit: (present) => [...present, group],
  done: (present) => present.includes(group),
});

const leaving = (group: string): Change => ({
  group,
  edit: (present) => present.filter((id) => id !== group),
  done: (present) => !present.includes(group),
});

/** Interface states that pass by themselves. Memberships can be changed in `available` and `inuse`. */
const passing: ReadonlySet<string> = new Set(["attaching", "detaching"]);

function groupsOf({ securityGroupIds, enterpriseSecurityGroupIds }: NetworkInterface): GroupsByType {
  return { normal: securityGroupIds ?? [], enterprise: enterpriseSecurityGroupIds ?? [] };
}

function recordOf(answer: NetworkInterface): TargetRecord {
  const { eniId, status, vpcId } = answer;
  const { normal, enterprise } = groupsOf(answer);
  return {
    target: { kind: "networkInterface", id: eniId },
    securityGroupIds: [...normal, ...enterprise],
    status,
    phase: passing.has(status) ? "passing" : "ready",
    vpcId: vpcId || undefined,
  };
}
