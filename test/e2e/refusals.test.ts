import { refusals } from "./scenarios/refusals";
import { play } from "./scenarios/scenario";

jest.setTimeout(120_000);

play("what cannot be is refused in words", refusals);
