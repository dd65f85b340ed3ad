import { benchBundle } from './bundle.ts';
import { benchCfPush } from './cf-push.ts';
import { benchDetection } from './detection.ts';
import { benchEndings } from './endings.ts';
import { benchInspection } from './inspection.ts';
import { benchMemory } from './memory.ts';
import { benchRequests } from './requests.ts';
import { benchStart } from './start.ts';
import { type Figure, table } from './table.ts';

// npm run bench            all of it
// npm run bench -- --quick only what is stable: bytes and counts, few runs of the timings
// npm run bench -- --json  the same as JSON, for comparing
const quick = process.argv.includes('--quick');
const json = process.argv.includes('--json');

const figures: readonly Figure[] = [
  ...benchBundle(),
  ...(await benchStart(quick ? 5 : 40)),
  ...(await benchInspection()),
  ...(await benchRequests()),
  ...(quick ? [] : await benchCfPush()),
  ...(await benchDetection()),
  ...(await benchEndings(quick ? 1 : 5)),
  ...(await benchMemory()),
];
console.log(json ? JSON.stringify(figures, null, 2) : table(figures));

const broken = figures.filter(({ value, budget, strict }) => strict && budget !== undefined && value > budget);
for (const { name, value, unit, budget } of broken)
  console.error(`over budget: ${name} is ${value} ${unit}, allowed are ${budget}`);
process.exitCode = broken.length === 0 ? 0 : 1;
