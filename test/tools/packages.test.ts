import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Running, scratchFolder, startModule, toolUrl } from "./node";

let folder: string;
let remove: () => void;
let clone: string;
let npm: string;

beforeEach(() => {
  ({ folder, remove } = scratchFolder());
  clone = path.join(folder, "clone");
  npm = path.join(folder, "npm-cli.js");
  mkdirSync(clone);
  const packages = {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/elsewhere": { version: "1.0.0", optional: true },
  };
  writeFileSync(path.join(clone, "package-lock.json"), JSON.stringify({ packages }));
});
afterEach(() => {
  remove();
});

/** An npm that installs what is asked for, after `before`. */
function fakeNpm(before = ""): void {
  writeFileSync(
    npm,
    `const fs = require("fs");
     fs.appendFileSync(${JSON.stringify(path.join(folder, "calls"))}, process.argv[2] + "\\n");
     ${before}
     if (process.argv[2] === "ping") process.exit();
     fs.mkdirSync("node_modules/a", { recursive: true });
     setTimeout(() => fs.writeFileSync("node_modules/.package-lock.json",
       JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } })), 200);`,
  );
}

function calls(): string {
  const file = path.join(folder, "calls");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function install(): Running {
  return startModule(
    `import { installPackages } from ${JSON.stringify(toolUrl("setup/packages.mjs"))};
     import { reportFailure } from ${JSON.stringify(toolUrl("setup/failure.mjs"))};
     await installPackages({ root: ${JSON.stringify(clone)}, log: console.error, env: process.env }).catch(reportFailure);`,
    { npm_execpath: npm, SECGROUP_CACHE_DIR: path.join(folder, "cache") },
  );
}

test("a fresh clone gets its packages; the next run does nothing, silently", async () => {
  fakeNpm();
  const first = await install().ended;
  expect(first.stderr).toMatch(/^installing the npm packages…\nnpm packages installed \([\d.]+ s\)\n$/);
  expect(await install().ended).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
  expect(calls()).toBe("ping\nci\n");
});

test("no install script runs, with or without a network", async () => {
  const note = `fs.appendFileSync(${JSON.stringify("ARGS")}, process.argv.slice(2).join(" ") + "\\n");`;
  fakeNpm(note.replace("ARGS", path.join(folder, "arguments")));
  await install().ended;
  rmSync(path.join(clone, "node_modules"), { recursive: true });
  fakeNpm(
    note.replace("ARGS", path.join(folder, "arguments")) +
      `if (process.argv[2] === "ping") { console.error("npm error code ENOTFOUND"); process.exit(1); }`,
  );
  await install().ended;
  const installs = readFileSync(path.join(folder, "arguments"), "utf8")
    .split("\n")
    .filter((line) => /^(ci|install) /.test(line));
  expect(installs).toEqual([
    expect.stringMatching(/^ci .*--ignore-scripts/) as string,
    expect.stringMatching(/^install .*--offline .*--ignore-scripts/) as string,
  ]);
});

test.each<[string, () => void]>([
  [
    "another version",
    () => {
      writeInstalled("0.9.0");
    },
  ],
  [
    "a package's folder gone",
    () => {
      writeInstalled("1.0.0");
      rmSync(path.join(clone, "node_modules/a"), { recursive: true });
    },
  ],
  [
    "an install that did not end",
    () => {
      mkdirSync(path.join(clone, "node_modules/a"), { recursive: true });
    },
  ],
])("%s is put right", async (_case, make) => {
  make();
  fakeNpm();
  expect((await install().ended).code).toBe(0);
  expect(calls()).toBe("ping\nci\n");
});

function writeInstalled(version: string): void {
  mkdirSync(path.join(clone, "node_modules/a"), { recursive: true });
  const packages = { "node_modules/a": { version } };
  writeFileSync(path.join(clone, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
}

test("two set-ups at once install once", async () => {
  fakeNpm();
  const ended = await Promise.all([install().ended, install().ended]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  expect(calls()).toBe("ping\nci\n");
});

test("no network is one clear message", async () => {
  fakeNpm(`console.error(\`npm error code ENOTFOUND
npm error syscall getaddrinfo
npm error network request to https://registry.invalid/a failed, reason: getaddrinfo ENOTFOUND registry.invalid
npm error A complete log of this run can be found in: /x\`); process.exit(1);`);
  const { code, stderr } = await install().ended;
  expect(code).toBe(1);
  expect(stderr.split("\n").slice(1)).toEqual([
    "cannot install the npm packages: the registry is not reachable (getaddrinfo ENOTFOUND registry.invalid). " +
      "Connect to the network, or copy node_modules from another clone, and run again.",
    "",
  ]);
});

test("without a network, what npm has in its cache is installed", async () => {
  fakeNpm(`if (process.argv[2] === "ping") { console.error("npm error code ENOTFOUND"); process.exit(1); }
    if (!process.argv.includes("--offline")) process.exit(1);`);
  expect((await install().ended).code).toBe(0);
});

test("any other error of npm is shown as npm says it, shortened", async () => {
  fakeNpm(
    `console.error("npm error code EUSAGE\\nnpm error lock file is out of date"); if (process.argv[2] !== "ping") process.exit(1);`,
  );
  expect((await install().ended).stderr).toContain("npm says\n  code EUSAGE\n  lock file is out of date");
});
