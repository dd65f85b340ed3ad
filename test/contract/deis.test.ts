import { describe } from 'vitest';
import { contract } from './suite.ts';

describe('deis', () => contract('deis'));
