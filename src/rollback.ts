import { rollbackStep } from './main.ts';

// Awaited at the top level, like all entries.
await rollbackStep();
