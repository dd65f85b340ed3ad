/** What the servers read in their logs. A test holds the number equal to package.json's. */
export const userAgent = 'deploy-image/0.1.0';
