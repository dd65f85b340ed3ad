import { postStep } from './main.js';
await postStep();
