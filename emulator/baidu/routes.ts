import type { Refusal, WireRequest } from "../cloud";
import { refusal } from "./errors";
import { bind } from "./operations/bind";
import { bindSecurityGroups } from "./operations/bind-security-groups";
import { getInstance } from "./operations/get-instance";
import { getInterface } from "./operations/get-interface";
import { getInterfaceStatus } from "./operations/get-interface-status";
import { getSecurityGroup } from "./operations/get-security-group";
import { listEnterpriseSecurityGroups } from "./operations/list-enterprise-security-groups";
import { listInstances } from "./operations/list-instances";
import { listInstancesById } from "./operations/list-instances-by-id";
import { listInterfaces } from "./operations/list-interfaces";
import { listSecurityGroups } from "./operations/list-security-groups";
import type { Operation } from "./operations/operation";
import { replaceSecurityGroups } from "./operations/replace-security-groups";
import { setInterfaceEnterpriseGroups, setInterfaceGroups } from "./operations/set-interface-groups";
import { unbind } from "./operations/unbind";
import { unbindSecurityGroups } from "./operations/unbind-security-groups";
import type { RequestUri } from "./request-uri";

interface Route {
  readonly method: "GET" | "PUT" | "POST";
  /** The version, then the path below it. `*` is an id. Capitals matter: `securityGroup` is read, `securitygroup` written. */
  readonly path: readonly [version: string, ...rest: string[]];
  /** The bare word of the query that tells operations on one path apart. */
  readonly word?: string;
  readonly operation: Operation;
}

const ROUTES: readonly Route[] = [
  { method: "PUT", path: ["v2", "instance", "*"], word: "bind", operation: bind },
  { method: "PUT", path: ["v2", "instance", "*"], word: "unbind", operation: unbind },
  { method: "PUT", path: ["v2", "securitygroup", "bind"], operation: bindSecurityGroups },
  { method: "PUT", path: ["v2", "securitygroup", "unbind"], operation: unbindSecurityGroups },
  { method: "PUT", path: ["v2", "securitygroup", "replace"], operation: replaceSecurityGroups },
  { method: "GET", path: ["v2", "instance"], operation: listInstances },
  { method: "GET", path: ["v2", "instance", "*"], operation: getInstance },
  { method: "POST", path: ["v2", "instance", "listByInstanceId"], operation: listInstancesById },
  { method: "GET", path: ["v2", "securityGroup"], operation: listSecurityGroups },
  { method: "GET", path: ["v2", "securityGroup", "*"], operation: getSecurityGroup },
  { method: "GET", path: ["v1", "enterprise", "security"], operation: listEnterpriseSecurityGroups },
  { method: "GET", path: ["v1", "eni"], operation: listInterfaces },
  { method: "GET", path: ["v1", "eni", "*"], operation: getInterface },
  { method: "GET", path: ["v1", "eni", "*", "status"], operation: getInterfaceStatus },
  { method: "PUT", path: ["v1", "eni", "*"], word: "bindSg", operation: setInterfaceGroups },
  { method: "PUT", path: ["v1", "eni", "*"], word: "bindEsg", operation: setInterfaceEnterpriseGroups },
];

export interface Routed {
  readonly operation: Operation;
  /** What stands in the path for `*`; empty where there is none. */
  readonly id: string;
}

/**
 * The operation that a request names.
 *
 * @returns `InvalidVersion` where only the version is wrong, `InvalidURI` for everything else that is no operation
 */
export function route({ method }: Pick<WireRequest, "method">, { segments, query }: RequestUri): Routed | Refusal {
  const [version, ...rest] = segments;
  const fitting = ROUTES.filter(
    ({ path: [, ...path], ...route }) =>
      route.method === method &&
      path.length === rest.length &&
      path.every((part, index) => (part === "*" ? rest[index] !== "" : part === rest[index])) &&
      (route.word === undefined || query.hasWord(route.word)),
  );
  const [found, ...others] = fitting;
  // A request with two words, such as `?bind&unbind`, names no operation.
  if (found === undefined || others.length > 0) return refusal("InvalidURI");
  if (found.path[0] !== version) return refusal("InvalidVersion");
  return { operation: found.operation, id: rest[found.path.indexOf("*") - 1] ?? "" };
}
