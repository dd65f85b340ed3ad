/** Whether every case of a matrix is played: with CI=true or FULL=1. Else it is a sample. */
export const full = process.env['CI'] === 'true' || process.env['FULL'] === '1';
