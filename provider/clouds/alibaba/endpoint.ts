import { lookup } from "../../model/lookup";

/**
 * Regions that other hosts serve than the one their name makes: the finance, government and edge regions, and some that
 * a central host serves (the endpoint map of the official SDK, @alicloud/ecs20140526 7.11.6, without the cloud's own
 * test regions). Of cn-hangzhou the documentation ("ECS endpoints", 2026-01-12) names the regional host.
 */
export const hostsByRegion: Readonly<Record<string, string>> = {
  "ap-northeast-2-pop": "ecs.aliyuncs.com",
  "cn-beijing-finance-pop": "ecs.aliyuncs.com",
  "cn-beijing-gov-1": "ecs.aliyuncs.com",
  "cn-edge-1": "ecs.cn-qingdao-nebula.aliyuncs.com",
  "cn-fujian": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-hangzhou-finance": "ecs.aliyuncs.com",
  "cn-hongkong-finance-pop": "ecs.aliyuncs.com",
  "cn-huhehaote-nebula-1": "ecs.cn-qingdao-nebula.aliyuncs.com",
  "cn-north-2-gov-1": "ecs.aliyuncs.com",
  "cn-shanghai-finance-1": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-shenzhen-finance-1": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-wuhan": "ecs.aliyuncs.com",
  "cn-yushanfang": "ecs.aliyuncs.com",
  "cn-zhangbei": "ecs.aliyuncs.com",
  "cn-zhangjiakou-na62-a01": "ecs.cn-zhangjiakou.aliyuncs.com",
  "cn-zhengzhou-nebula-1": "ecs.cn-qingdao-nebula.aliyuncs.com",
  "eu-west-1-oxs": "ecs.cn-shenzhen-cloudstone.aliyuncs.com",
  "rus-west-1-pop": "ecs.aliyuncs.com",
};

/** The public endpoint of ECS in a region ("ECS endpoints" of the API's documentation). Always https. */
export function publicEndpoint(region: string): string {
  return `https://${lookup(hostsByRegion, region) ?? `ecs.${region}.aliyuncs.com`}`;
}
