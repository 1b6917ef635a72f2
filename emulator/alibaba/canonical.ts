import { percentEncode } from "../percent-encode";

/** `name=value&…`, encoded, in byte order of the names. */
export function canonicalPairs(pairs: readonly (readonly [name: string, value: string])[]): string {
  return [...pairs]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join("&");
}
