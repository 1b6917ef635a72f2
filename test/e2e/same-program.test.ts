import { sameProgram } from "./scenarios/same-program";
import { play } from "./scenarios/scenario";

jest.setTimeout(600_000);

play("other resources of the same program change the targets", sameProgram);
