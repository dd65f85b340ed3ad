import { describe } from 'vitest';
import { contract } from './suite.ts';

describe('korifi', () => {
  contract('korifi');
});
