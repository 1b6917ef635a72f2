import { moves } from "./scenarios/moves";
import { play } from "./scenarios/scenario";

jest.setTimeout(600_000);

play("a membership that moves is never lost", moves);
