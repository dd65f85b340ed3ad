import { ActionError, messageOf } from '../errors.ts';
import { defaultDeadlineMs, type HttpRequest } from './http.ts';

/**
 * `GET api.example.org/v3/apps`: how a request is named in messages. Never the query (it may hold a signature) and
 * never userinfo.
 */
export function nameOf(request: Pick<HttpRequest, 'method' | 'url'>): string {
  return `${request.method} ${request.url.host}${request.url.pathname}`;
}

/** No complete answer: the connection could not be made, broke, or took too long. */
export class NetworkError extends ActionError {
  override readonly name = 'NetworkError';
  /** Node's or TLS's own code: `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`, `DEADLINE`, `TRUNCATED`, `HANDSHAKE`, `PROXY_407`. */
  readonly reason: string;
  /** False: the server cannot have acted on the request. True: it may have. */
  readonly mayHaveActed: boolean;

  constructor(request: HttpRequest, reason: string, mayHaveActed: boolean, cause?: unknown) {
    const { sentence, hint } = explain(request, reason, cause);
    super('NETWORK', `${nameOf(request)}: ${sentence}`, { hint, cause });
    this.reason = reason;
    this.mayHaveActed = mayHaveActed;
  }
}

/** An answer that we refuse to read: too long, or not what its headers say. */
export class BodyError extends ActionError {
  override readonly name = 'BodyError';
  constructor(request: HttpRequest, problem: string) {
    super('HTTP_BODY', `${nameOf(request)}: ${problem}`);
  }
}

/** A header, so a credential, that cannot be sent. Neither the value nor Node's error, which quotes it, is part of this one. */
export function headerError(request: Pick<HttpRequest, 'method' | 'url'>): ActionError {
  return new ActionError('HTTP_HEADER', `${nameOf(request)}: a header would hold a character that HTTP forbids`, {
    hint: 'Check the credentials for line breaks and other invisible characters.',
  });
}

/**
 * Whether a reason is a certificate, the server's or one that it wants of us: the server has then acted on nothing, and
 * a repeat does not mend it.
 */
export function isAboutCertificates(reason: string): boolean {
  return isUntrusted(reason) || wantsCertificate(reason);
}

/** Node's own words (its docs: tls, X509 certificate error codes). What begins with `ERR_SSL_` is what the server said. */
function isUntrusted(reason: string): boolean {
  if (reason.startsWith('ERR_SSL_')) return false;
  return /CERT|SIGNED|SIGNATURE|ISSUER|ALTNAME|HOSTNAME|^INVALID_|^PATH_LENGTH_|^UNSPECIFIED$/.test(reason);
}

/** An alert of the server (RFC 8446, 6.2): `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`. */
function wantsCertificate(reason: string): boolean {
  return /^ERR_SSL_.*ALERT.*CERT/.test(reason);
}

interface Explanation {
  readonly sentence: string;
  readonly hint?: string;
}

function explain(request: HttpRequest, reason: string, cause: unknown): Explanation {
  const { host, hostname } = request.url;
  const cutHint = `Run the job again. If it fails here again, ask whoever runs ${host}, or a proxy in between, why its answers do not arrive.`;
  const silentHint = `Run the job again. If it fails here again: is ${host} busy, or does a firewall swallow what this runner sends?`;
  const known: Record<string, Explanation> = {
    ECONNREFUSED: { sentence: `${host} refuses connections`, hint: 'Is the address right, and is the server up?' },
    ENOTFOUND: { sentence: `the name ${hostname} is not known to DNS`, hint: 'Check the spelling of the host name.' },
    EAI_AGAIN: {
      sentence: `DNS gave no answer for ${hostname}`,
      hint: 'Run the job again. If it fails here again: is the name right, and does the name server of this runner work?',
    },
    EHOSTUNREACH: { sentence: `no route to ${host}`, hint: 'May this runner reach that network?' },
    ENETUNREACH: { sentence: `no route to ${host}`, hint: 'May this runner reach that network?' },
    ECONNRESET: { sentence: 'the connection was cut before the answer was complete', hint: cutHint },
    EPIPE: { sentence: 'the connection was cut while the request was being sent', hint: cutHint },
    TRUNCATED: { sentence: 'the answer ended before it was complete', hint: cutHint },
    ETIMEDOUT: { sentence: `${host} does not take the connection`, hint: silentHint },
    PRIVATE_ADDRESS: {
      sentence: `${hostname} is at a private address, and it was not the workflow that named it`,
      hint: 'If that is right (a registry of your own network), set allow-private-network to true.',
    },
    HANDSHAKE: { sentence: 'no websocket was opened' },
    DEADLINE: {
      sentence: `no complete answer within ${Math.round((request.deadlineMs ?? defaultDeadlineMs) / 1000)} s`,
      hint: silentHint,
    },
  };
  const explanation = known[reason];
  if (explanation !== undefined) return explanation;
  const refused = /^PROXY(?:_(\d+))?$/.exec(reason);
  if (refused !== null) {
    // Node's words: `getaddrinfo ENOTFOUND proxy.example.org`.
    const words = /cause=(.+)/.exec(messageOf(cause))?.[1];
    const how =
      refused[1] === undefined
        ? `could not be reached${words === undefined ? '' : ` (${words})`}`
        : `refused to connect to ${host} (${refused[1]})`;
    return {
      sentence: `the proxy of this runner ${how}`,
      hint: 'It is the one in https_proxy or http_proxy. Hosts that need no proxy belong in no_proxy.',
    };
  }
  if (isUntrusted(reason)) {
    return { sentence: `the TLS certificate of ${host} is not trusted (${reason})`, hint: untrustedHint(reason) };
  }
  if (wantsCertificate(reason)) {
    return {
      sentence: `${host} asks for a client certificate, and this action has none (${reason})`,
      hint: 'Is there an address of it that asks for none? Ask whoever runs it.',
    };
  }
  if (/^EPROTO$|TLS|SSL/.test(reason)) {
    return {
      sentence: `no TLS connection with ${host} (${reason})`,
      hint: 'Is that the port on which it speaks https, and does it know TLS 1.2?',
    };
  }
  if (reason.startsWith('HPE_')) {
    return { sentence: `the answer is not HTTP (${reason})`, hint: 'Is that the port on which it speaks HTTP?' };
  }
  return { sentence: `the connection failed (${reason})` };
}

function untrustedHint(reason: string): string {
  if (/ALTNAME|HOSTNAME/.test(reason)) return 'It is made out to other names: is the address right?';
  if (/EXPIRED|NOT_YET/.test(reason))
    return 'Has it been renewed on the server, and is the clock of this runner right?';
  if (/SELF_SIGNED|ISSUER|LEAF|UNTRUSTED/.test(reason)) {
    return 'If its authority is a private one, give its certificate in ca-certificate.';
  }
  return 'It is too weak, or not made for this: whoever runs the server has to put another one there.';
}
