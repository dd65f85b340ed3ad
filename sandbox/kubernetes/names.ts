import { randomText } from '../controller/names.ts';

/** A ReplicaSet's hash of its pod template in the old decimal form, from a text that identifies the template. */
export function templateHash(template: string): string {
  let hash = 2_166_136_261;
  for (const char of template) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 16_777_619) >>> 0;
  }
  return String(hash);
}

/** The five characters at the end of a generated name. */
export function nameSuffix(): string {
  return randomText(5, 'abcdefghijklmnopqrstuvwxyz0123456789');
}

/** `<app>-<type>-<template hash>-<5 characters>` */
export function podName(deployment: string, hash: string): string {
  return `${deployment}-${hash}-${nameSuffix()}`;
}
