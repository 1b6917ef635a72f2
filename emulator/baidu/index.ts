import type { Cloud } from "../cloud";
import { terms } from "./terms";
import { BaiduWire } from "./wire";

export const baidu: Cloud = { terms, connect: (store, now) => new BaiduWire(store, now) };
