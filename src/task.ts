import { taskStep } from './main.ts';

// Awaited at the top level, like all entries.
await taskStep();
