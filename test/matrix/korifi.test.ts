import { playEchoes } from './echoes.ts';
import { playFaults } from './faults.ts';
import { groundOf } from './ground.ts';
import { playInjections } from './injections.ts';
import { playKills } from './kills.ts';

const ground = await groundOf('korifi');
playFaults(ground);
playKills(ground);
playEchoes(ground);
playInjections(ground);
