import { readLines, readPort, Unreadable } from './readers.ts';
import type { Route } from './request.ts';

const label = /^[\w-]{1,63}$/;

/**
 * Addresses, one a line: `host.domain/path`, with `=8080` behind it for the port on which the app listens. The word `none`
 * stands for no address at all. A scheme and a slash at the end are dropped.
 */
export function readRoutes(text: string): readonly Route[] {
  const lines = readLines(text);
  if (lines.length === 1 && lines[0]?.toLowerCase() === 'none') return [];
  const routes = lines.map(readRoute);
  const twice = routes.find(({ address }, at) => routes.findIndex((other) => other.address === address) < at);
  if (twice !== undefined) throw new Unreadable(`${twice.address} is there twice`);
  return routes;
}

/** One address. @throws Unreadable */
export function readRoute(line: string): Route {
  const [, rest = '', port] = /^(?:https?:\/\/)?(.*?)(?:\s*=\s*(\d+))?$/i.exec(line.trim()) ?? [];
  const slash = rest.indexOf('/');
  const name = (slash < 0 ? rest : rest.slice(0, slash)).toLowerCase();
  const path = slash < 0 ? '' : rest.slice(slash).replace(/\/+$/, '');
  // Not quoted: what stands before the host is no part of an address that others may read.
  if (name.includes('@') || (name.includes(':') && path.includes('@'))) {
    throw new Unreadable('an address holds a user name or a password · leave it out');
  }
  if (/:\d*$/.test(name)) {
    throw new Unreadable(`"${line}" · a port that clients ask for (TCP) cannot be given here; =8080 is the app's own`);
  }
  const [first = '', ...others] = name.split('.');
  const isName = others.length > 0 && [first === '*' ? 'any' : first, ...others].every((part) => label.test(part));
  if (!isName || /[\s?#]/.test(path)) {
    throw new Unreadable(`"${line}" · write www.example.com, www.example.com/path or www.example.com=8080`);
  }
  return { address: name + path, ...(port === undefined ? {} : { port: readPort(port) }) };
}
