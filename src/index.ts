import { deployStep } from './main.ts';

// Awaited at the top level: a promise that never settles then ends the process with code 13, not with a green 0.
await deployStep();
