import { describe } from 'vitest';
import { contract } from './suite.ts';

describe('drycc', () => contract('drycc'));
