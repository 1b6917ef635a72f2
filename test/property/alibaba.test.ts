import { alibaba } from "./places";
import { testConvergence } from "./property";

testConvergence(alibaba, 400);
