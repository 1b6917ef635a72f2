/** A server in a cloud's place that answers whatever a test wants, and the documented answers of each cloud to start from. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Call, Cloud } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import type { CloudName } from "../../../provider/model/membership";

/** A request as it came. */
export interface Heard {
  /** The cloud's name of the call; with Baidu the method and the path. */
  readonly operation: string;
  readonly headers: IncomingMessage["headers"];
  readonly url: string;
  readonly body: string;
}

export interface Spoken {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export class Speaker {
  readonly heard: Heard[] = [];
  answer: (heard: Heard) => Spoken = () => ({ body: "" });
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { headers, method = "", url = "" } = request;
        const operation = headers["x-acs-action"] ?? headers["x-tc-action"] ?? `${method} ${url.split("?")[0] ?? ""}`;
        const heard = { operation: String(operation), headers, url, body: Buffer.concat(chunks).toString("utf8") };
        this.heard.push(heard);
        const { status = 200, headers: more, body } = this.answer(heard);
        response.writeHead(status, { "content-type": "application/json", ...more }).end(body);
      });
    });
  }

  async open(): Promise<void> {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A call that waits for nothing: pauses end it. */
export const impatient: Call = { deadline: { remainingMs: () => 5_000, sleep: () => Promise.resolve(false) } };

/** Dummies that look like nothing else. */
export const key = {
  id: "dummyKeyId0123456789",
  secret: "dummy/Secret+With=Marks0123456789",
  token: "dummy/Token+With=Marks/9876543210/dummy/Token",
};

const variables: Readonly<Record<CloudName, Readonly<Record<string, string>>>> = {
  alicloud: {
    ALIBABA_CLOUD_ACCESS_KEY_ID: key.id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.secret,
    ALIBABA_CLOUD_SECURITY_TOKEN: key.token,
  },
  tencentcloud: {
    TENCENTCLOUD_SECRET_ID: key.id,
    TENCENTCLOUD_SECRET_KEY: key.secret,
    TENCENTCLOUD_SECURITY_TOKEN: key.token,
  },
  baiducloud: { BCE_ACCESS_KEY_ID: key.id, BCE_SECRET_ACCESS_KEY: key.secret, BCE_SESSION_TOKEN: key.token },
};

export function openAt(speaker: Pick<Speaker, "url">, cloud: CloudName): Cloud {
  const env = { ...variables[cloud], SECGROUP_ENDPOINT: speaker.url };
  return registry[cloud]({ region: "region-1", profile: undefined }, { config: () => undefined, env });
}

/** A target as an answer holds it. */
export interface Entry {
  readonly id: string;
  readonly groups: readonly string[];
  readonly status?: string;
}

/** The documented answers of a cloud, as JSON. */
export interface Answers {
  /** The IDs that the tests use: an instance, another one, a network interface, another one, a group, another one. */
  readonly ids: Readonly<Record<"instance" | "other" | "eni" | "otherEni" | "group" | "otherGroup", string>>;
  readonly instances: (entries: readonly Entry[]) => string;
  readonly interfaces: (entries: readonly Entry[]) => string;
  readonly instance: (entry: Entry) => string;
  readonly interface: (entry: Entry) => string;
  readonly groups: (ids: readonly string[]) => string;
  readonly group: (id: string) => string;
  readonly written: string;
  readonly refusal: (code: string, message: string, requestId: string) => Spoken;
  /** The code that says that a target, and that a group, is not there. */
  readonly targetGone: string;
  readonly groupGone: string;
}

const alibaba = {
  instance: ({ id, groups, status = "Running" }: Entry) => ({
    InstanceId: id,
    Status: status,
    SecurityGroupIds: { SecurityGroupId: groups },
    VpcAttributes: { VpcId: "vpc-1" },
  }),
  eni: ({ id, groups, status = "InUse" }: Entry) => ({
    NetworkInterfaceId: id,
    Type: "Secondary",
    Status: status,
    VpcId: "vpc-1",
    SecurityGroupIds: { SecurityGroupId: groups },
  }),
  group: (id: string) => ({ SecurityGroupId: id, VpcId: "vpc-1", SecurityGroupType: "normal" }),
};
const tencent = {
  instance: ({ id, groups, status = "RUNNING" }: Entry) => ({
    InstanceId: id,
    InstanceState: status,
    SecurityGroupIds: groups,
  }),
  eni: ({ id, groups, status = "AVAILABLE" }: Entry) => ({
    NetworkInterfaceId: id,
    GroupSet: groups,
    Primary: false,
    State: status,
  }),
  list: (name: string, entries: readonly object[]) =>
    JSON.stringify({ Response: { [name]: entries, TotalCount: entries.length, RequestId: "REQ-1" } }),
};
const baidu = {
  instance: ({ id, groups, status = "Running" }: Entry) => ({
    id,
    status,
    vpcId: "vpc-1",
    nicInfo: { securityGroups: groups },
  }),
  eni: ({ id, groups, status = "inuse" }: Entry) => ({ eniId: id, status, vpcId: "vpc-1", securityGroupIds: groups }),
};

export const answersOf: Readonly<Record<CloudName, Answers>> = {
  alicloud: {
    ids: { instance: "i-1", other: "i-2", eni: "eni-1", otherEni: "eni-2", group: "sg-1", otherGroup: "sg-2" },
    instances: (entries) => JSON.stringify({ RequestId: "R", Instances: { Instance: entries.map(alibaba.instance) } }),
    interfaces: (entries) =>
      JSON.stringify({ RequestId: "R", NetworkInterfaceSets: { NetworkInterfaceSet: entries.map(alibaba.eni) } }),
    instance: (entry) => JSON.stringify({ RequestId: "R", ...alibaba.instance(entry) }),
    interface: (entry) =>
      JSON.stringify({ RequestId: "R", NetworkInterfaceSets: { NetworkInterfaceSet: [alibaba.eni(entry)] } }),
    groups: (ids) => JSON.stringify({ RequestId: "R", SecurityGroups: { SecurityGroup: ids.map(alibaba.group) } }),
    group: (id) => JSON.stringify({ RequestId: "R", ...alibaba.group(id) }),
    written: '{"RequestId":"R"}',
    refusal: (Code, Message, RequestId) => ({ status: 400, body: JSON.stringify({ Code, Message, RequestId }) }),
    targetGone: "InvalidInstanceId.NotFound",
    groupGone: "InvalidSecurityGroupId.NotFound",
  },
  tencentcloud: {
    ids: { instance: "ins-1", other: "ins-2", eni: "eni-1", otherEni: "eni-2", group: "sg-1", otherGroup: "sg-2" },
    instances: (entries) => tencent.list("InstanceSet", entries.map(tencent.instance)),
    interfaces: (entries) => tencent.list("NetworkInterfaceSet", entries.map(tencent.eni)),
    instance: (entry) => tencent.list("InstanceSet", [tencent.instance(entry)]),
    interface: (entry) => tencent.list("NetworkInterfaceSet", [tencent.eni(entry)]),
    groups: (ids) =>
      tencent.list(
        "SecurityGroupSet",
        ids.map((SecurityGroupId) => ({ SecurityGroupId })),
      ),
    group: (SecurityGroupId) => tencent.list("SecurityGroupSet", [{ SecurityGroupId }]),
    written: '{"Response":{"RequestId":"R"}}',
    refusal: (Code, Message, RequestId) => ({
      body: JSON.stringify({ Response: { Error: { Code, Message }, RequestId } }),
    }),
    targetGone: "ResourceNotFound",
    groupGone: "ResourceNotFound",
  },
  baiducloud: {
    ids: { instance: "i-1", other: "i-2", eni: "eni-1", otherEni: "eni-2", group: "g-1", otherGroup: "g-2" },
    instances: (entries) => JSON.stringify({ instances: entries.map(baidu.instance) }),
    interfaces: (entries) => JSON.stringify({ enis: entries.map(baidu.eni) }),
    instance: (entry) => JSON.stringify({ instance: baidu.instance(entry) }),
    interface: (entry) => JSON.stringify(baidu.eni(entry)),
    groups: (ids) => JSON.stringify({ securityGroups: ids.map((id) => ({ id, vpcId: "vpc-1" })) }),
    group: (id) => JSON.stringify({ id, vpcId: "vpc-1" }),
    written: "{}",
    refusal: (code, message, requestId) => ({ status: 400, body: JSON.stringify({ code, message, requestId }) }),
    targetGone: "NoSuchObject",
    groupGone: "NoSuchObject",
  },
};
