/** The patterns that are built in; an installation may replace them. */
export function isReserved(name: string): boolean {
  return /^(drycc|kube)(-.*)?$/.test(name) || name === 'default';
}

/** `validate_app_id`: at least five characters. Also holds for workspaces. */
export const appNamePattern = /^[a-z]([a-z0-9-]{3,}[a-z0-9])$/;
