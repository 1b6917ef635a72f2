import { dirname } from "node:path";
import { fencesIn, pages, textOf } from "./pages";

/** The READMEs of the examples can be followed in a copy of their folder. */
const readmes = pages.filter((page) => dirname(dirname(page)) === "examples");

/** The commands that npx would run while what it names may not be there yet, or would fetch instead of refusing to. */
function unsafe(markdown: string): string[] {
  const commands = fencesIn(markdown).flatMap(({ language, code }) => (language === "sh" ? code.split("\n") : []));
  const installed = commands.findIndex((command) => command.startsWith("npm install"));
  return commands.filter(
    (command, at) => /\bnpx\b/.test(command) && (installed === -1 || at < installed || !/npx --no -- /.test(command)),
  );
}

test("there are examples", () => {
  expect(readmes.length).toBeGreaterThan(4);
});

// Before the install npx would fetch whatever is called `secgroup` on npm, which is not this package.
test.each(readmes)("%s installs before it runs anything with npx, which may fetch nothing", (readme) => {
  const text = textOf(readme);
  expect(text).toMatch(/^npm install$/m);
  expect(unsafe(text)).toEqual([]);
});

test.each([
  ["```sh\nnpx --no -- secgroup emulator\n```\n```sh\nnpm install\n```\n", "npx --no -- secgroup emulator"],
  ["```sh\nnpx --no -- secgroup emulator\n```\n", "npx --no -- secgroup emulator"],
  ["```sh\nnpm install\nnpx secgroup emulator\n```\n", "npx secgroup emulator"],
])("%j is found to be unsafe", (markdown, command) => {
  expect(unsafe(markdown)).toEqual([command]);
});

test.each(readmes)("%s says what to install until the package is on npm", (readme) => {
  expect(textOf(readme).replace(/\s+/g, " ")).toMatch(/[Uu]ntil .{1,20} is on npm: `npm pack`/);
});
