import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { packPackage, type Tarball } from "../../tools/tarball.cjs";
import { describeWithRegistry } from "./registry";

/**
 * What the package may cost. Each is some fifth above what it was when the line was written; whoever raises one says in
 * the commit what users get for it.
 */
const budget = {
  "packed, KB": 500,
  "unpacked, KB": 2_100,
  // Of a program that has `@pulumi/pulumi` anyway: that one alone is some 330 packages and 120 MB.
  "packages installed": 60,
  "installed, MB": 12,
};
type Cost = keyof typeof budget;

jest.setTimeout(120_000);

const root = join(__dirname, "..", "..");
let folder: string;
let tarball: Tarball;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "secgroup-size-"));
  tarball = await packPackage(root, folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Costs = Readonly<Partial<Record<Cost, number>>>;

/** The costs that are over the budget, for the message of a failed test. */
function overBudget(costs: Costs): string[] {
  return Object.entries(costs).flatMap(([name, cost]) => {
    const most = budget[name as Cost];
    return cost > most ? [`${name}: ${cost}, over ${most}`] : [];
  });
}

/** For whoever reads the run. */
function print(costs: Costs): void {
  for (const [name, cost] of Object.entries(costs)) {
    process.stdout.write(`${name}: ${cost} of at most ${budget[name as Cost]}\n`);
  }
}

test("the tarball is within its budget", () => {
  const kilobytes = (bytes: number) => Math.ceil(bytes / 1000);
  const costs = { "packed, KB": kilobytes(tarball.size), "unpacked, KB": kilobytes(tarball.unpackedSize) };
  print(costs);
  expect(overBudget(costs)).toEqual([]);
});

test("what is over the budget is named", () => {
  expect(overBudget({ "packed, KB": 501, "installed, MB": 12 })).toEqual(["packed, KB: 501, over 500"]);
});

describeWithRegistry("installed, without the peer that programs have", () => {
  test("it is within its budget, and runs no install script", async () => {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const args = ["--omit=dev", "--omit=peer", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    await promisify(execFile)("npm", ["install", tarball.file, ...args], { cwd: folder });
    const modules = join(folder, "node_modules");
    const { packages } = z
      .object({ packages: z.record(z.string(), z.looseObject({ hasInstallScript: z.boolean().optional() })) })
      .parse(JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8")));
    expect(packages).not.toHaveProperty(["node_modules/@pulumi/pulumi"]);
    const costs = { "packages installed": Object.keys(packages).length, "installed, MB": megabytes(modules) };
    print(costs);
    expect(overBudget(costs)).toEqual([]);
    const running = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(running.map(([name]) => name)).toEqual([]);
  });
});

/** All files below the folder, rounded up. */
function megabytes(where: string): number {
  const files = readdirSync(where, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  return Math.ceil(bytes / 1_000_000);
}
