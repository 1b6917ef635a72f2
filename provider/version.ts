import { createRequire } from "node:module";
import { z } from "zod";

/** This package's version, from its own package.json, in the sources as in the build. */
export const version: string = z
  .object({ version: z.string() })
  .parse(createRequire(__filename)("pulumi-secgroup/package.json")).version;
