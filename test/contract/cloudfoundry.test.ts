import { describe } from 'vitest';
import { contract } from './suite.ts';

describe('cloudfoundry', () => contract('cloudfoundry'));
