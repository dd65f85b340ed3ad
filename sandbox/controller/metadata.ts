/** What Django REST framework answers to OPTIONS: what a view is called, and what can be posted to it. */
export function viewMetadata(name: string, description: string, fields: object): object {
  return {
    ...{ name, description },
    renders: ['application/json'],
    parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
    actions: { POST: fields },
  };
}

/** A field that is only shown. */
export function shown(type: string, label: string): object {
  return { type, required: false, read_only: true, label };
}

/** A field that is taken, and not needed. */
export function taken(type: string, label: string): object {
  return { type, required: false, read_only: false, label };
}
