import { randomBytes, randomInt } from 'node:crypto';

/** Times as the controllers write them: whole seconds, `Z`. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A ReplicaSet's hash of its pod template in the old decimal form, from a text that identifies the template. */
export function templateHash(template: string): string {
  let hash = 2_166_136_261;
  for (const char of template) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 16_777_619) >>> 0;
  }
  return String(hash);
}

export function randomText(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** `<app>-<type>-<template hash>-<5 characters>` */
export function podName(deployment: string, hash: string): string {
  return `${deployment}-${hash}-${randomText(5, 'abcdefghijklmnopqrstuvwxyz0123456789')}`;
}

export function randomHex(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length);
}
