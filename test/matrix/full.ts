/** Whether a matrix is played in its full breadth: with CI=true or FULL=1. Else it is a sample. */
export const full = process.env['CI'] === 'true' || process.env['FULL'] === '1';
