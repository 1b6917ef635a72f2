import type { Cloud } from "../cloud";
import { terms } from "./terms";

export const tencent: Cloud = { terms };
