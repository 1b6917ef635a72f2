import { alibaba } from "./alibaba";
import { baidu } from "./baidu";
import type { Cloud } from "./cloud";
import { tencent } from "./tencent";
import type { CloudId } from "./terms";

/** The registry: a cloud is its folder and its line here. */
export const CLOUDS: Readonly<Record<CloudId, Cloud>> = {
  alicloud: alibaba,
  tencentcloud: tencent,
  baiducloud: baidu,
};
