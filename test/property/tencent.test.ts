import { tencent } from "./places";
import { testConvergence } from "./property";

testConvergence(tencent, 400);
