import { describe, expect } from 'vitest';
import { testOnStage as test } from '../support/on-stage.ts';
import { contract } from './suite.ts';

describe('hephy', () => {
  contract('deis', { hephy: true });

  test(
    'is named from the first app on, before which it cannot be told from Deis Workflow',
    async (stage) => {
      const image = await stage.sandbox.registry.publish({ repository: 'team/web', tag: '1.0' });
      const inputs = { app: 'named-app', image: image.reference };
      const first = await stage.deploy('deis', inputs);
      expect(first.outputs, first.log).toMatchObject({ verdict: 'live' });
      const second = await stage.deploy('deis', inputs);
      expect(second.log).toMatch(/^▸ Login .*Hephy/m);
      expect(second.summary).toContain('Hephy');
    },
    { hephy: true },
  );

  test(
    'runs a command and goes back',
    async (stage) => {
      const publish = (tag: string) => stage.sandbox.registry.publish({ repository: 'team/web', tag, labels: { tag } });
      const [old, next] = [await publish('1.0'), await publish('2.0')];
      const app = 'whole-app';
      for (const image of [old, next]) await stage.deploy('deis', { app, image: image.reference });
      const command = await stage.start('deis', { app, command: 'echo migrated' }, { entry: 'task' }).done;
      expect(command.outputs, command.log).toMatchObject({ verdict: 'succeeded', 'exit-code': '0', log: 'migrated' });
      const back = await stage.start('deis', { app }, { entry: 'rollback' }).done;
      expect(back.outputs, back.log).toMatchObject({ verdict: 'live', digest: old.digest });
      expect((await stage.ask('deis', app)).body).toContain(old.digest);
    },
    { hephy: true },
  );
});
