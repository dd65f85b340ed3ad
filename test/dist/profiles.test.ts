import { expect } from 'vitest';
import { profiles } from '../../sandbox/registry/profiles.ts';
import { hostedProfiles } from '../support/hosted-profiles.ts';
import { testOnStage } from '../support/on-stage.ts';

/** A private image on each hosted registry, deployed by the bundle: the action reads it, and then the platform pulls it. */

const password = 'a-password-of-the-registry';
const node = 'sandbox-cell';

for (const [profile, repository] of hostedProfiles) {
  const { login, blobs } = profiles[profile];
  testOnStage(
    `${profile}: a private image is deployed with its login`,
    async (stage) => {
      const { registry } = stage.sandbox;
      const { reference: image, digest } = await registry.publish({ repository, tag: '1', exposedPorts: ['8080/tcp'] });
      const step = await stage.deploy('cloudfoundry', {
        image,
        app: 'web',
        'registry-username': 'puller',
        'registry-password': password,
      });
      expect(step.outputs, step.log).toMatchObject({ verdict: 'live', digest });
      expect(step).toMatchObject({ exitCode: 0, complaints: [], annotations: [] });
      expect(step.log).not.toContain(password);
      expect(await stage.ask('cloudfoundry', 'web')).toMatchObject({
        status: 200,
        body: expect.stringContaining(digest),
      });

      // Both have asked, each where it had to, and nobody has had a login that was not theirs.
      for (const [server, isAsked] of [
        [registry.server, true],
        [registry.tokenServer, login.scheme === 'bearer'],
        [registry.storage, blobs?.from === 'storage'],
      ] as const) {
        const agents = server.requests.map(({ headers }) => headers['user-agent']);
        expect([agents.includes(node), agents.some((agent) => agent !== node)]).toEqual([isAsked, isAsked]);
      }
      expect(registry.misplaced).toEqual([]);
    },
    { registry: { profile, users: { puller: { password } } } },
  );
}
