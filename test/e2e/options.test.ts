import { options } from "./scenarios/options";
import { play } from "./scenarios/scenario";

jest.setTimeout(120_000);

play("the engine's options hold for memberships", options);
