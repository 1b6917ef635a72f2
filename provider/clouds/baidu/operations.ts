/** One operation of the API, which is REST: a method, a path and on some paths one bare word of the query. */
export interface Operation {
  readonly method: "GET" | "PUT" | "POST";
  /** `{id}` stands for the target's ID. Capitals matter: groups are written at `securitygroup`. */
  readonly path: string;
  readonly word?: string;
  /** Whether it changes memberships, so that no clear answer leaves open whether it did. */
  readonly writes: boolean;
}

/** The operations that we use. The API names none of them; these are the names of this project. */
export const operations = {
  bind: { method: "PUT", path: "/v2/instance/{id}", word: "bind", writes: true },
  unbind: { method: "PUT", path: "/v2/instance/{id}", word: "unbind", writes: true },
  bindSecurityGroups: { method: "PUT", path: "/v2/securitygroup/bind", writes: true },
  unbindSecurityGroups: { method: "PUT", path: "/v2/securitygroup/unbind", writes: true },
  getInstance: { method: "GET", path: "/v2/instance/{id}", writes: false },
  listInstances: { method: "POST", path: "/v2/instance/listByInstanceId", writes: false },
  pageInstances: { method: "GET", path: "/v2/instance", writes: false },
  listInterfaces: { method: "GET", path: "/v1/eni", writes: false },
  listSecurityGroups: { method: "GET", path: "/v2/securityGroup", writes: false },
  getSecurityGroup: { method: "GET", path: "/v2/securityGroup/{id}", writes: false },
  listEnterpriseSecurityGroups: { method: "GET", path: "/v1/enterprise/security", writes: false },
  getInterface: { method: "GET", path: "/v1/eni/{id}", writes: false },
  setInterfaceGroups: { method: "PUT", path: "/v1/eni/{id}", word: "bindSg", writes: true },
  setInterfaceEnterpriseGroups: { method: "PUT", path: "/v1/eni/{id}", word: "bindEsg", writes: true },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;
