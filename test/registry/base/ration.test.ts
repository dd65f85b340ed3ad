import { describe, expect, it } from 'vitest';
import { publicReach } from '../../../src/http/reach.ts';
import { Ration } from '../../../src/registry/base/ration.ts';
import { type Answer, scriptedHttp } from '../scripted-http.ts';

const url = new URL('https://registry.example.org/v2/a/manifests/1');
const refused = { code: 'REGISTRY_RATION' };
const challenged = (challenge: string): Answer => ({ status: 401, headers: { 'www-authenticate': challenge } });

describe('a ration of requests', () => {
  it('lets so many through, each once and with its guard', async () => {
    const { http, requests } = scriptedHttp(() => ({ status: 503 }));
    const ration = new Ration(http, 2, publicReach);
    const own = { ...publicReach };
    await ration.send({ method: 'GET', url });
    await ration.send({ method: 'POST', url, retry: 'safe', reach: own });
    await expect(ration.send({ method: 'GET', url })).rejects.toMatchObject(refused);
    expect(ration.left).toBe(0);
    expect(requests.map(({ reach, retry }) => [reach, retry])).toEqual([
      [publicReach, 'never'],
      [own, 'never'],
    ]);
  });

  it.each([
    [2, 'Bearer realm="https://auth.example.org/token"', false],
    [3, 'Bearer realm="https://auth.example.org/token"', true],
    [1, 'Basic realm="r"', false],
    [2, 'Basic realm="r"', true],
    // Who says nothing of how to log in is asked for that first.
    [2, '', false],
  ])('of %s, a registry that says %j', async (requests, challenge, goesOn) => {
    const ration = new Ration(scriptedHttp(() => challenged(challenge)).http, requests, undefined);
    const sent = ration.send({ method: 'HEAD', url });
    await (goesOn ? expect(sent).resolves.toMatchObject({ status: 401 }) : expect(sent).rejects.toMatchObject(refused));
  });

  it.each([
    ['registry-1.docker.io', 'https://auth.docker.io/token'],
    ['ghcr.io', 'https://ghcr.io/token'],
  ])('knows what %s would say, and asks it only with a token', async (host, realm) => {
    const { http, requests } = scriptedHttp(() => ({ status: 200 }));
    const ration = new Ration(http, 3, undefined);
    const question = { method: 'HEAD', url: new URL(`https://${host}/v2/a/b/manifests/1`) } as const;
    const answer = await ration.send(question);
    expect(answer).toMatchObject({ status: 401, request: question });
    expect(answer.headers['www-authenticate']).toContain(`realm="${realm}"`);
    expect(requests).toEqual([]);
    await ration.send({ method: 'GET', url: new URL(realm) });
    await ration.send({ ...question, headers: { authorization: 'Bearer t' } });
    expect(requests).toHaveLength(2);
    expect(ration.left).toBe(1);
  });
});
