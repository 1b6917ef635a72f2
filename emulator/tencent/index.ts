import type { Cloud } from "../cloud";
import { terms } from "./terms";
import { TencentWire } from "./wire";

export const tencent: Cloud = { terms, connect: (store, now) => new TencentWire(store, now) };
