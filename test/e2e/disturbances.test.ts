import { disturbances } from "./scenarios/disturbances";
import { play } from "./scenarios/scenario";

jest.setTimeout(120_000);

play("clouds that misbehave are no lie in the state", disturbances);
