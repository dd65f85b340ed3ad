import { postStep } from './main.ts';

// Awaited at the top level, like the main step.
await postStep();
