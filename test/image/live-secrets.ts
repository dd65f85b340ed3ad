/** Texts with the shape of live credentials, put together here so that no scanner takes this file for a leak. */

const letters = 'q7Zx2Kd9Wm4Tb8Rv1Ls6Yh3Nc5Pf0Jg';

/** As many characters as asked for, that look as if they were random. */
export function random(length: number, alphabet = letters): string {
  return alphabet.repeat(Math.ceil(length / alphabet.length)).slice(0, length);
}

export const awsKeyId = `AKIA${random(16, 'Q7ZX2KD9WM4TB8RV')}`;
export const awsSecret = random(40, `${letters}/+`);

export const liveSecrets: readonly (readonly [kind: string, secret: string])[] = [
  ...['p', 'o', 'u', 's', 'r'].map((letter) => ['a GitHub token', `gh${letter}_${random(36)}`] as const),
  ['a GitHub token', `ghs_12345_eyJ${random(40)}.eyJ${random(80)}.${random(43)}`],
  ['a GitHub token', `github_pat_${random(22)}_${random(59)}`],
  ['a GitLab token', `glpat-${random(20)}`],
  ['a token of Docker Hub', `dckr_pat_${random(27)}`],
  ['a token of Docker Hub', `dckr_oat_${random(32)}`],
  ['a Slack token', `xoxb-${random(12, '1234567890')}-${random(24)}`],
  ['a Google access token', `ya29.${random(60)}`],
  ['an npm token', `npm_${random(36)}`],
  ['a key of Stripe', `sk_live_${random(24)}`],
  ['a private key', `-----BEGIN ${'PRIVATE'} KEY-----\n${random(64)}\n`],
  ['a private key', `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\\n${random(70)}\\n`],
  ['a private key', `-----BEGIN PGP ${'PRIVATE'} KEY BLOCK-----\n\n${random(64)}\n`],
];
