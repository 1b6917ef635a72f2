/** The clouds' regions, for suggestions only: a region that is missing here is not wrong. */
import type { CloudName } from "./membership";

/** From the clouds' lists of regions and zones, 2026. */
const knownRegions: Readonly<Record<CloudName, readonly string[]>> = {
  alicloud: [
    ...["cn-beijing", "cn-chengdu", "cn-fuzhou", "cn-guangzhou", "cn-hangzhou", "cn-heyuan", "cn-hongkong"],
    ...["cn-huhehaote", "cn-nanjing", "cn-qingdao", "cn-shanghai", "cn-shenzhen", "cn-wuhan-lr", "cn-wulanchabu"],
    ...["cn-zhangjiakou", "cn-zhongwei", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-3"],
    ...["ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "eu-central-1", "eu-west-1", "me-central-1"],
    ...["me-east-1", "na-south-1", "us-east-1", "us-west-1"],
  ],
  tencentcloud: [
    ...["ap-bangkok", "ap-beijing", "ap-beijing-fsi", "ap-chengdu", "ap-chongqing", "ap-guangzhou", "ap-hongkong"],
    ...["ap-jakarta", "ap-nanjing", "ap-seoul", "ap-shanghai", "ap-shanghai-fsi", "ap-shenzhen-fsi", "ap-singapore"],
    ...["ap-taipei", "ap-tokyo", "eu-frankfurt", "na-ashburn", "na-siliconvalley", "sa-saopaulo"],
  ],
  baiducloud: ["bd", "bj", "cd", "fsh", "fwh", "gz", "hkg", "sin", "su", "yq"],
};

export function isKnownRegion(cloud: CloudName, region: string): boolean {
  return knownRegions[cloud].includes(region);
}

/** The known region that is spelled most like this one; undefined if none is close. */
export function similarRegion(cloud: CloudName, region: string): string | undefined {
  const [nearest] = knownRegions[cloud]
    .map((known) => ({ known, distance: distanceOf(known, region) }))
    .sort((a, b) => a.distance - b.distance);
  // A third of the name: "cn-hangzou" is close to "cn-hangzhou", "xx" to none of "bj" and "gz".
  return nearest && nearest.distance <= Math.floor(region.length / 3) ? nearest.known : undefined;
}

/** How many characters have to be added, removed or changed to turn one text into the other (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, char] of Array.from(from).entries()) {
    const next = [line + 1];
    for (const [index, other] of Array.from(to).entries()) {
      const changed = (row[index] ?? 0) + (char === other ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
