import { deployStep } from './main.js';
await deployStep();
