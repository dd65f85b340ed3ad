import { duration } from '../../../duration.ts';
import { ActionError } from '../../../errors.ts';
import { numberAt, textAt } from '../../../http/json.ts';
import type { CloudControllerError } from '../api/errors.ts';
import { type Proof, proofLines } from '../login/oidc-refusal.ts';
import type { KubernetesLogin } from './kubernetes-token.ts';

/**
 * What it means that Kubernetes does not take a token. It does not say why; but a token tells whose it is, and until when.
 *
 * @param cause what the API answered, to a login
 */
export function refusedToken(cause: CloudControllerError, { kind }: KubernetesLogin, proof: Proof): ActionError {
  const { claims, now } = proof;
  const ends = numberAt(claims, 'exp');
  const words = cause.message.replace(/^Could not log in: /, '');
  const hasEnded = kind === 'token' && ends !== undefined && ends * 1_000 <= now;
  const sentence = hasEnded
    ? `The token ended ${duration(now - ends * 1_000)} ago, and the Kubernetes of this Korifi does not take it`
    : 'The Kubernetes of this Korifi does not take the token';
  return new ActionError('CF_LOGIN', `${sentence}: ${words}`, {
    hint: kind === 'token' ? ofServiceAccount(claims, hasEnded) : ofJob,
    details: textAt(claims, 'iss') === undefined ? [] : proofLines(proof),
    cause,
  });
}

const ofJob =
  'The cluster must trust this issuer, for this audience: its operator names both in AuthenticationConfiguration (docs/korifi.md), or the input oidc-audience is another than the one named there.';

/** @param claims `sub` of a service account is `system:serviceaccount:NAMESPACE:NAME` */
function ofServiceAccount(claims: unknown, hasEnded: boolean): string {
  const [, namespace, name] = /^system:serviceaccount:([\w.-]+):([\w.-]+)$/.exec(textAt(claims, 'sub') ?? '') ?? [];
  const command = `kubectl create token ${name ?? 'NAME'} -n ${namespace ?? 'NAMESPACE'} --duration=720h`;
  if (hasEnded) return `Make another one, and store it as the secret: ${command}.`;
  return `Is it of this cluster, is its service account still there, and has it not ended? Another one: ${command}.`;
}
