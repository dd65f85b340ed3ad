import { unprocessable } from '../errors.ts';
import type { App } from '../model.ts';

/** What an app can do beside running, in the server's words. */
export const descriptions = {
  ssh: 'Enable SSHing into the app.',
  revisions: 'Enable versioning of an application',
  'service-binding-k8s': 'Enable k8s service bindings for the app',
  'file-based-vcap-services': 'Enable file-based VCAP service bindings for the app',
} as const;

export type FeatureName = keyof typeof descriptions;
export const featureNames = Object.keys(descriptions) as readonly FeatureName[];

/** 422 for the two ways of telling services, both at once. */
export function setFeature(app: App, name: FeatureName, enabled: boolean): void {
  const other = {
    'service-binding-k8s': 'file-based-vcap-services',
    'file-based-vcap-services': 'service-binding-k8s',
  };
  if (name === 'revisions') {
    app.revisionsEnabled = enabled;
    return;
  }
  if (enabled && name !== 'ssh' && isEnabled(app, other[name] as FeatureName)) {
    throw unprocessable(
      "'file-based-vcap-services' and 'service-binding-k8s' features cannot be enabled at the same time.",
    );
  }
  app.features[name] = enabled;
}

/** Whether an app has a feature. */
export function isEnabled(app: App, name: FeatureName): boolean {
  return name === 'revisions' ? app.revisionsEnabled : app.features[name];
}
