import { endpointOf } from "../config/endpoint";
import { proxyOf } from "../config/proxy";
import type { Settings } from "../config/settings";
import type { CloudName } from "../model/membership";
import type { Overwritten } from "./baidu/overwritten";
import type { Cloud } from "./cloud";
import { agentTo } from "./transport";

/**
 * Opens a cloud for one account and region; throws a `UsageError` for settings that cannot be. Calls nobody.
 */
export type Open = (at: { region: string; profile: string | undefined }, settings: Settings, shared?: Shared) => Cloud;

/** What all accounts of one process share, since a target can be reached by several. */
export interface Shared {
  /** Sets of Baidu's interfaces that this process has written over; made by the first account that opens Baidu. */
  overwritten?: Overwritten;
}

/** One entry a cloud. Each folder, and the SDK behind it, is loaded only when a membership needs it. */
export const registry: Readonly<Record<CloudName, Open>> = {
  alicloud: openAlibaba,
  tencentcloud: openTencent,
  baiducloud: openBaidu,
};

function openAlibaba({ region, profile }: Parameters<Open>[0], settings: Settings): Cloud {
  const { publicEndpoint } = require("./alibaba/endpoint") as typeof import("./alibaba/endpoint");
  const { credentialsOf } = require("./alibaba/credentials") as typeof import("./alibaba/credentials");
  const { ecsClient } = require("./alibaba/client") as typeof import("./alibaba/client");
  const { alibaba } = require("./alibaba/adapter") as typeof import("./alibaba/adapter");
  const endpoint = endpointOf("alicloud", settings, publicEndpoint(region));
  return alibaba(region, ecsClient(endpoint, credentialsOf(settings, profile), agentOf(endpoint, settings)));
}

function openTencent({ region, profile }: Parameters<Open>[0], settings: Settings): Cloud {
  const { endpointFor, publicEndpoint } = require("./tencent/endpoint") as typeof import("./tencent/endpoint");
  const { credentialsOf } = require("./tencent/credentials") as typeof import("./tencent/credentials");
  const { tencentClient } = require("./tencent/client") as typeof import("./tencent/client");
  const { tencent } = require("./tencent/adapter") as typeof import("./tencent/adapter");
  const endpoint = (product: "cvm" | "vpc") =>
    endpointFor(product, endpointOf("tencentcloud", settings, publicEndpoint(product, region, settings)));
  const endpoints = { cvm: endpoint("cvm"), vpc: endpoint("vpc") };
  const agents = { cvm: agentOf(endpoints.cvm, settings), vpc: agentOf(endpoints.vpc, settings) };
  return tencent(region, tencentClient(region, endpoints, credentialsOf(settings, profile), agents));
}

function openBaidu({ region, profile }: Parameters<Open>[0], settings: Settings, shared: Shared = {}): Cloud {
  const { publicEndpoint } = require("./baidu/endpoint") as typeof import("./baidu/endpoint");
  const { credentialsOf } = require("./baidu/credentials") as typeof import("./baidu/credentials");
  const { bccClient } = require("./baidu/client") as typeof import("./baidu/client");
  const { baidu } = require("./baidu/adapter") as typeof import("./baidu/adapter");
  const { Overwritten } = require("./baidu/overwritten") as typeof import("./baidu/overwritten");
  const endpoint = endpointOf("baiducloud", settings, publicEndpoint(region));
  const client = bccClient(endpoint, credentialsOf(settings, profile), agentOf(endpoint, settings));
  return baidu(region, client, (shared.overwritten ??= new Overwritten()));
}

function agentOf(endpoint: URL, settings: Settings) {
  return agentTo(endpoint, proxyOf(endpoint, settings.env));
}
