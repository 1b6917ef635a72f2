import type { Cloud } from "../cloud";
import { terms } from "./terms";
import { AlibabaWire } from "./wire";

export const alibaba: Cloud = { terms, connect: (store, now) => new AlibabaWire(store, now) };
