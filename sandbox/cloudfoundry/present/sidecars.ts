import type { Sidecar } from '../model.ts';
import { iso } from '../request/list.ts';
import { toOne } from './common.ts';

export function presentSidecar(sidecar: Sidecar): object {
  return {
    guid: sidecar.guid,
    name: sidecar.name,
    command: sidecar.command,
    process_types: sidecar.processTypes,
    memory_in_mb: sidecar.memoryMb ?? null,
    origin: 'user',
    relationships: { app: toOne(sidecar.app) },
    created_at: iso(sidecar.createdAt),
    updated_at: iso(sidecar.updatedAt),
  };
}
