import type { PullError } from '../image.ts';

/** How a node of Kubernetes 1.9 with Docker words a failed pull. */
export function messageOfPull(image: string, error: PullError): string {
  const daemon = 'rpc error: code = Unknown desc = Error response from daemon:';
  switch (error.kind) {
    case 'not-found':
      return `${daemon} manifest for ${image} not found`;
    case 'unauthorized':
      return `${daemon} pull access denied for ${image}, repository does not exist or may require 'docker login': ${error.message}`;
    case 'rate-limited':
      return `${daemon} toomanyrequests: ${error.message}`;
    case 'unreachable':
    case 'invalid':
      return `${daemon} ${error.message}`;
  }
}
