import { convergence } from "./scenarios/convergence";
import { play } from "./scenarios/scenario";

jest.setTimeout(120_000);

play("memberships converge on what the program declares", convergence);
