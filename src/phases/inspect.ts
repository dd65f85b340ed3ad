import type { ImageFacts } from '../image/facts.ts';
import { checks } from '../plan/make-plan.ts';
import { imageLine } from '../report/lines.ts';
import type { DeployRun } from './run.ts';

/** Reads the image from its registry, and asks after its base. */
export function inspect(run: DeployRun): Promise<ImageFacts> {
  const { request, report, known, http, clock, signal, runner, environment } = run;
  return report.phase('Image', async ({ end, note }) => {
    // Chunks of their own: a run whose inputs are wrong never loads them.
    const { inspectImage } = await import('../registry/inspect.ts');
    const { lookAtBase } = await import('../registry/base/look.ts');
    const { imageDetails } = await import('../report/image-details.ts');
    const { image, registry: login, registryTrust: trust, certificates, imagePlatform } = request;
    const mask = (secret: string) => runner.mask(secret);
    const loopbackTls = certificates.length > 0;
    const access = { http, clock, signal, environment, login, trust, loopbackTls, mask, note };
    const read = await inspectImage(image, access, imagePlatform);
    const base = checks(request, 'STALE_BASE') ? await lookAtBase(read, access, request.baseImage) : undefined;
    const facts: ImageFacts = base === undefined ? read : { ...read, base };
    known.facts = facts;
    known.imageDetails = imageDetails(facts);
    for (const detail of known.imageDetails) note(detail);
    return end(facts, imageLine(facts, clock.now()));
  });
}
