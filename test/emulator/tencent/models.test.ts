import { Agent } from "node:http";
import { cvm } from "tencentcloud-sdk-nodejs-cvm";
import type { Instance } from "tencentcloud-sdk-nodejs-cvm/tencentcloud/services/cvm/v20170312/cvm_models";
import { startEmulator, type Emulator } from "../../../emulator";
import { groups, REGION, world } from "./world";

/**
 * The official typed client. It checks nothing of an answer while it runs, so what is expected here is written in its
 * types: a misnamed field does not compile.
 */
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    world: world({
      groups: groups("sg-a", "sg-b", "sg-c"),
      instances: [{ id: "ins-1", vpcId: "vpc-1", groups: ["sg-b", "sg-a"] }],
    }),
  });
});
afterAll(() => emulator.close());

type Way = [signMethod: "TC3-HMAC-SHA256" | "HmacSHA1" | "HmacSHA256", reqMethod: "GET" | "POST"];

const WAYS: readonly Way[] = [
  ["TC3-HMAC-SHA256", "POST"],
  ["TC3-HMAC-SHA256", "GET"],
  ["HmacSHA1", "GET"],
  ["HmacSHA256", "POST"],
];

function client(
  [signMethod, reqMethod]: Way,
  credential: { secretId: string; secretKey: string; token?: string } = { secretId: "id", secretKey: "secret" },
) {
  return new cvm.v20170312.Client({
    credential,
    region: REGION,
    profile: {
      signMethod,
      httpProfile: {
        reqMethod,
        protocol: "http://",
        endpoint: new URL(emulator.url).host,
        // With an agent of its own, the SDK does not send loopback through a proxy of the environment.
        agent: new Agent(),
      },
    },
  });
}

describe.each(WAYS)("the official client by %s and %s", (...way) => {
  test("reads an instance, binds it and unbinds it", async () => {
    const api = client(way);
    const shown = async (): Promise<Instance | undefined> =>
      (await api.DescribeInstances({ InstanceIds: ["ins-1"], Offset: 0, Limit: 10 })).InstanceSet?.[0];
    const expected: Instance = {
      InstanceId: "ins-1",
      InstanceState: "RUNNING",
      RestrictState: "NORMAL",
      IsolatedSource: "NOTISOLATED",
      VirtualPrivateCloud: { VpcId: "vpc-1", SubnetId: "subnet-1" },
    };
    expect(await shown()).toMatchObject({ ...expected, SecurityGroupIds: ["sg-b", "sg-a"] });

    const edge = { InstanceIds: ["ins-1"], SecurityGroupIds: ["sg-c"] };
    const { RequestId } = await api.AssociateSecurityGroups(edge);
    const joined: Instance = {
      ...expected,
      SecurityGroupIds: ["sg-b", "sg-a", "sg-c"],
      LatestOperation: "AssociateSecurityGroups",
      LatestOperationState: "SUCCESS",
      ...(RequestId !== undefined && { LatestOperationRequestId: RequestId }),
    };
    expect(await shown()).toMatchObject(joined);

    const filter = { Filters: [{ Name: "security-group-id", Values: ["sg-c"] }] };
    expect(await api.DescribeInstances(filter)).toMatchObject({ TotalCount: 1 });
    await api.DisassociateSecurityGroups(edge);
    await api.ModifyInstancesAttribute({ InstanceIds: ["ins-1"], SecurityGroups: ["sg-b", "sg-a"] });
    expect(await shown()).toMatchObject({ SecurityGroupIds: ["sg-b", "sg-a"] });
  });

  test("passes with a temporary id and its token", async () => {
    const api = client(way, { secretId: "sts-id", secretKey: "sts-secret", token: "sts-token" });
    expect(await api.DescribeInstances({})).toMatchObject({ TotalCount: 1 });
  });

  test("reports a wrong secret by its code, with the request's id", async () => {
    await expect(client(way, { secretId: "id", secretKey: "other" }).DescribeInstances({})).rejects.toMatchObject({
      code: "AuthFailure.SignatureFailure",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    });
  });
});
