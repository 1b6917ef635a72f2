/**
 * `import "pulumi-secgroup/ignore-inline";` as the first line of a program calls `ignoreInlineSecurityGroups()` before any
 * other module is loaded, and so before any of them declares an instance.
 */
import { ignoreInlineSecurityGroups } from "./inline-lists";

ignoreInlineSecurityGroups();
