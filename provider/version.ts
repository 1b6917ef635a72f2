import { createRequire } from "node:module";

/** This package's version, from its own package.json, which is found by name in the sources as in the build. */
export const version = String(
  (createRequire(__filename)("pulumi-secgroup/package.json") as { readonly version: unknown }).version,
);
