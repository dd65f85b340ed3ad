import type { Schema } from './json-schema.ts';

const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };

const exec: Schema = {
  type: 'object',
  properties: { command: { type: 'array', minItems: 1, items: text } },
  required: ['command'],
};
const httpGet: Schema = {
  type: 'object',
  properties: {
    path: text,
    port: integer,
    host: text,
    scheme: text,
    httpHeaders: { type: 'array', minItems: 0, items: { type: 'object', properties: { name: text, value: text } } },
  },
  required: ['port'],
};
const tcpSocket: Schema = { type: 'object', properties: { port: integer }, required: ['port'] };
const numbers: Readonly<Record<string, Schema>> = {
  initialDelaySeconds: integer,
  timeoutSeconds: integer,
  periodSeconds: integer,
  successThreshold: integer,
  failureThreshold: integer,
};

/** A probe as v2 and Hephy want it (`PROBE_SCHEMA` in api/serializers.py): it may ask in no way at all. */
export const deisProbe: Schema = { type: 'object', properties: { exec, httpGet, tcpSocket, ...numbers } };

/** A probe as Drycc wants it (api/serializers/schemas/healthcheck.py): it asks in exactly one way. */
export const dryccProbe: Schema = {
  type: 'object',
  properties: {
    exec,
    grpc: { type: 'object', properties: { port: integer, service: text }, required: ['port'] },
    httpGet,
    tcpSocket,
    ...numbers,
  },
  oneOf: [{ required: ['exec'] }, { required: ['grpc'] }, { required: ['httpGet'] }, { required: ['tcpSocket'] }],
};
