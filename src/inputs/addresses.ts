import { isLoopback } from '../http/loopback.ts';
import { readList, Unreadable } from './readers.ts';
import type { SmokeTest } from './request.ts';

/**
 * The URL of an API: `https` is added when no scheme is there; plain `http` is for loopback only, since credentials are
 * sent to it. Query, fragment and credentials in it are refused. The path keeps no trailing slash.
 */
export function readApiUrl(text: string): URL {
  const trimmed = text.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  } catch {
    throw new Unreadable('is no URL · write https://api.example.org');
  }
  if (url.username !== '' || url.password !== '') {
    throw new Unreadable('holds a user name or a password · give them with username and password or token');
  }
  // Not quoted: a query may hold a token.
  if (url.search !== '' || url.hash !== '') throw new Unreadable('holds "?" or "#" · write it without a query');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw new Unreadable(`"${trimmed}" · write https://${url.host}: credentials are not sent over ${url.protocol}//`);
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** Host names, without scheme, port and path; in lower case. Not quoted in messages: a URL may hold a login. */
export function readHosts(text: string): readonly string[] {
  return readList(text).map((entry, index) => {
    const host = entry.toLowerCase();
    if (URL.parse(`https://${host}/`)?.hostname !== host || !/^(?:[\w-]+\.)*[\w-]+$|^\[/.test(host)) {
      throw new Unreadable(`entry ${index + 1} is no host name · write auth.example.org: no scheme, port, path or "*"`);
    }
    return host;
  });
}

/**
 * `/healthz`, a path of the app's own address; or a whole URL, without credentials in it. Not quoted in messages: a query
 * may hold a token.
 */
export function readSmokeTarget(text: string): SmokeTest['target'] {
  const trimmed = text.trim();
  // A URL takes a backslash for a slash, and two slashes for the begin of another host.
  if (/^\/(?![/\\])[^\s\\]*$/.test(trimmed)) return { path: trimmed.replace(/#.*/, '') };
  const url = /\s/.test(trimmed) ? null : URL.parse(trimmed);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Unreadable('is neither a path (/healthz) nor a URL (https://web.example.com/healthz)');
  }
  if (url.username !== '' || url.password !== '') throw new Unreadable('holds a user name or password · leave it out');
  url.hash = '';
  return url;
}
