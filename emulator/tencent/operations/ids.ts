/** The shape of ids. An id that exists is never malformed, whatever its shape. */
const WELL_FORMED = {
  securityGroup: /^sg-[A-Za-z0-9][A-Za-z0-9._-]{0,124}$/,
  instance: /^ins-[A-Za-z0-9][A-Za-z0-9._-]{0,123}$/,
  networkInterface: /^eni-[A-Za-z0-9][A-Za-z0-9._-]{0,123}$/,
} as const;

export function isMalformed(kind: keyof typeof WELL_FORMED, id: string): boolean {
  return !WELL_FORMED[kind].test(id);
}

/** How many ids one call may name (Tencent Cloud API docs: of instances, interfaces and groups alike). */
export const MOST_IDS = 100;
