import { parseReference } from '../../image/reference.ts';
import { ImageReferenceError } from '../../image/reference-error.ts';
import type { Complaint, Subject } from '../../image/rule.ts';
import { loginKind } from '../../image/stored-login.ts';

/** What is known of how the app's images are pulled. */
export interface Pulling {
  /** The app's config holds a login for the registry, for all that runs. */
  readonly hasLogin: boolean;
  /** The image that serves now, as the platform was told it; undefined: none does, or it is not known. */
  readonly serving: string | undefined;
}

/**
 * A private image that nobody gave the platform a login for. The nodes pull it, with the login of the app's config. Some
 * nodes have one of their own, which no API shows: by the cloud that they run in, or by the hand of an operator. So it is
 * no complaint where what serves comes from the same repository, and no error where clouds do so as a rule.
 *
 * @param title of the platform, to begin a clause with
 */
export function missingLogin(subject: Subject, { hasLogin, serving }: Pulling, title: string): Complaint | undefined {
  const { facts, stored } = subject;
  if (facts.openedBy !== 'docker login' || stored !== undefined || hasLogin) return undefined;
  const { domain, path } = facts.reference;
  if (serving !== undefined && isOf(serving, domain, path)) return undefined;
  const mayHaveOne = cloudRegistry.test(domain.toLowerCase());
  return {
    message: mayHaveOne
      ? `The image is private and was read with the login of an earlier step, which ${title} does not have: it can pull the image only if its nodes may pull from ${domain} by themselves.`
      : `The image is private and was read with the login of an earlier step, which ${title} does not have: it could not pull the image.`,
    remedy: `Set registry-username and registry-password to a login that lives on: ${title} stores it and pulls with it whenever a pod starts on a node that does not have the image.`,
    ...(mayHaveOne ? { severity: 'warning' } : {}),
  };
}

/**
 * A login that the registry refuses from Kubernetes, which sends it as it is: an access key of AWS is one. No error, since
 * the kubelet tries what its node has by itself as well.
 */
export function uselessLogin(
  { facts, stored, job, now }: Subject,
  platform: 'deis' | 'drycc',
  title: string,
): Complaint | undefined {
  if (stored === undefined) return undefined;
  const kind = loginKind(stored, facts.reference.domain, job, now);
  if (kind.failsOn?.includes(platform) !== true) return undefined;
  return { message: `${title} cannot pull from ${facts.reference.domain} with ${kind.name}.`, remedy: kind.advice };
}

/** Registries whose cloud lets its own machines pull without a login: Amazon's, Google's, Azure's. */
const cloudRegistry = /\.amazonaws\.com(?:\.cn)?$|\.on\.aws$|(?:^|\.)gcr\.io$|\.pkg\.dev$|\.azurecr\.(?:io|cn)$/;

function isOf(image: string, domain: string, path: string): boolean {
  try {
    const reference = parseReference(image);
    return reference.domain === domain && reference.path === path;
  } catch (error) {
    if (error instanceof ImageReferenceError) return false;
    throw error;
  }
}
