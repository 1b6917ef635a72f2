import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scratchFolder, startModule, toolUrl } from "./node";

let root: string;
let remove: () => void;
beforeEach(() => {
  ({ folder: root, remove } = scratchFolder());
  for (const source of ["build/.tsbuildinfo", "node_modules/.package-lock.json", "package.json"]) write(source, 1_000);
  write("tools/setup/bundle.mjs", 1_000);
  for (const entry of ["provider/index", "provider/handler", "provider/ignore-inline", "emulator/index", "cli/main"]) {
    write(`dist/${entry}.js`, 2_000);
  }
  write("dist/licenses.txt", 2_000);
});
afterEach(() => remove());

function write(file: string, seconds: number): void {
  const whole = path.join(root, file);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, "");
  utimesSync(whole, seconds, seconds);
}

/** Whether `npm run build` takes what is in dist for up to date. */
async function isBundled(): Promise<unknown> {
  const { stdout } = await startModule(`
    import { isBundled } from ${JSON.stringify(toolUrl("setup/bundle.mjs"))};
    console.log(isBundled(${JSON.stringify(root)}));
  `).ended;
  return JSON.parse(stdout);
}

test("what is published is up to date if it is whole, and newer than all that it is made of", async () => {
  expect(await isBundled()).toBe(true);
});

test.each(["build/.tsbuildinfo", "node_modules/.package-lock.json", "package.json", "tools/setup/bundle.mjs"])(
  "it is made anew when %s has changed",
  async (source) => {
    write(source, 3_000);
    expect(await isBundled()).toBe(false);
  },
);

test.each(["dist/provider/handler.js", "dist/licenses.txt"])("it is made anew when %s is missing", async (file) => {
  rmSync(path.join(root, file));
  expect(await isBundled()).toBe(false);
});
