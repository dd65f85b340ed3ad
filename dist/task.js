import { taskStep } from './main.js';
await taskStep();
