/** Whether `USER` is root: by name, by number, with a group (`0:0`), or because it is not set. */
export function isRoot(user: string): boolean {
  const [name] = user.split(':');
  return name === undefined || name === '' || name === '0' || name === 'root';
}

/** Of a `USER` that is written as a name: who that is stands in the image's /etc/passwd alone. Undefined: it is a number, or root. */
export function nameOf(user: string): string | undefined {
  const [name = ''] = user.split(':');
  return isRoot(user) || /^\d+$/.test(name) ? undefined : name;
}

/** A name as it is shown: it is anybody's text. */
export function shown(name: string): string {
  return JSON.stringify(name.slice(0, 40));
}
