import { baiduEnterprise, baiduOrdinary } from "./places";
import { testConvergence } from "./property";

testConvergence(baiduOrdinary, 400);
testConvergence(baiduEnterprise, 400);
