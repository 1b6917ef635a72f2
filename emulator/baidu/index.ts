import type { Cloud } from "../cloud";
import { terms } from "./terms";

export const baidu: Cloud = { terms };
