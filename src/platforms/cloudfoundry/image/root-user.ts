/** Whether `USER` is root: by name, by number, with a group (`0:0`), or because it is not set. */
export function isRoot(user: string): boolean {
  const [name] = user.split(':');
  return name === undefined || name === '' || name === '0' || name === 'root';
}
