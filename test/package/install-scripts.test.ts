import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const names = z.record(z.string(), z.string()).default({});
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        hasInstallScript: z.boolean().optional(),
        dependencies: names,
        optionalDependencies: names,
        peerDependencies: names,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(__dirname, "../../package-lock.json"), "utf8")));

/** Where a package finds another one: beside itself, or in a folder above. */
function placeOf(name: string, from: string): string | undefined {
  for (let at = from; ; at = at.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, "")) {
    const place = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (place in lock.packages) return place;
    if (at === "") return undefined;
  }
}

/** Packages with an install script among what these bring, by the lock. */
function runningBy(roots: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (place: string | undefined): void => {
    if (place === undefined || seen.has(place)) return;
    seen.add(place);
    const { dependencies, optionalDependencies } = lock.packages[place] ?? {
      dependencies: {},
      optionalDependencies: {},
    };
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) visit(placeOf(name, place));
  };
  for (const root of roots) visit(`node_modules/${root}`);
  expect(seen.size).toBeGreaterThan(roots.length);
  return [...seen].filter((place) => lock.packages[place]?.hasInstallScript);
}

test("nothing that users get by this package itself has an install script", () => {
  expect(runningBy(Object.keys(lock.packages[""]?.dependencies ?? {}))).toEqual([]);
});

test("of what the peer brings, protobufjs has one, as SECURITY.md says", () => {
  expect(runningBy(Object.keys(lock.packages[""]?.peerDependencies ?? {}))).toEqual(["node_modules/protobufjs"]);
});
