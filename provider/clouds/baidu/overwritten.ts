import type { GroupsByType } from "./groups";

/**
 * What an interface's groups were before the writes of this process. A read that shows one of these again may lag behind
 * the write; a change that starts from it would undo the write.
 */
export class Overwritten {
  private readonly sets = new Map<string, readonly GroupsByType[]>();

  /** A write was sent, on top of these groups. */
  sent(targetId: string, before: GroupsByType): void {
    this.sets.set(targetId, [...(this.sets.get(targetId) ?? []), before]);
  }

  /** The write that was sent last was clearly refused. */
  refused(targetId: string): void {
    this.sets.set(targetId, (this.sets.get(targetId) ?? []).slice(0, -1));
  }

  /** The write that was sent last was shown: older sets are two writes behind. */
  shown(targetId: string): void {
    this.sets.set(targetId, (this.sets.get(targetId) ?? []).slice(-1));
  }

  /** These groups were shown for so long that they are what is so. */
  believed(targetId: string, groups: GroupsByType): void {
    const others = (this.sets.get(targetId) ?? []).filter((each) => !isSame(each, groups));
    this.sets.set(targetId, others);
  }

  /** Whether there is anything that a read of this interface may lag behind. */
  knows(targetId: string): boolean {
    return (this.sets.get(targetId) ?? []).length > 0;
  }

  has(targetId: string, groups: GroupsByType): boolean {
    return (this.sets.get(targetId) ?? []).some((each) => isSame(each, groups));
  }
}

export function isSame(one: GroupsByType, other: GroupsByType): boolean {
  const key = ({ normal, enterprise }: GroupsByType): string => [...normal, "", ...enterprise].join();
  return key(one) === key(other);
}
