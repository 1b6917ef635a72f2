/** What `npm run test:live` runs. Not part of `npm test`: it writes to the account that it is given. */
export default {
  rootDir: "../..",
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/examples"],
  testMatch: ["<rootDir>/test/live/**/*.live.ts"],
  // One call after the other: a real account has rates, and one target is all there is.
  maxWorkers: 1,
  testTimeout: 180_000,
};
