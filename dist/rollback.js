import { rollbackStep } from './main.js';
await rollbackStep();
