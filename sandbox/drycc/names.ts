/** The patterns that are built in; an installation may replace them. */
export function isReserved(name: string): boolean {
  return /^(drycc|kube)(-.*)?$/.test(name) || name === 'default';
}

/** `validate_app_id`: at least five characters. Also holds for workspaces. */
export const appNamePattern = /^[a-z]([a-z0-9-]{3,}[a-z0-9])$/;

/** What is wrong with the name of a process type. */
export function ptypeComplaint(ptype: string): string | undefined {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(ptype)) {
    return 'Process types can only supports: ^(?P<type>[a-z0-9]+(\\-[a-z0-9]+)*)$';
  }
  if (ptype.length < 3 || ptype.length > 63) return 'The length of ptype must be between 3 and 63';
  return isReserved(ptype) ? `${ptype} is a reserved name.` : undefined;
}
