// A push leads to what runs its tag or digest: in the verdict, the finding, JSON, tables and messages.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingJson } from '../../cli/report/finding-json.ts';
import { findingTable } from '../../cli/report/table.ts';
import type { KnownFact } from '../../shared/controls/examples/example.ts';
import { pushed, scan, signatures, trusting, webDigest } from '../../shared/controls/examples/images.ts';
import { neighbour, running } from '../../shared/controls/examples/running.ts';
import { webImage } from '../../shared/controls/examples/workloads.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import { failure } from '../../shared/gather/api.ts';
import { usersAmong } from '../../shared/gather/image-users.ts';
import {
  type FactAnswer,
  type FactName,
  type FactRequestOf,
  type Facts,
  factKey,
} from '../../shared/model/facts.ts';
import { usersWords } from '../../shared/model/image-users.ts';
import type { RunningImage, RunningWorkload } from '../../shared/model/running.ts';
import { findingMessage } from '../../shared/notify/slack/finding.ts';
import { messageText } from '../../shared/notify/text.ts';
import { handle } from '../../shared/pipeline.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { shown } from '../notify/messages.ts';
import { judgingWith, now, observationsOf } from '../support/judging.ts';

const repository = webImage.split(':1.4.2')[0] ?? '';
const other = `sha256:${'9'.repeat(64)}`;
const sought = { repository, tags: ['1.4.2'], digests: [webDigest] };
const asked: string[] = [];

/** Facts that know these, and are denied the rest. */
function knowing(...known: readonly KnownFact[]): Facts {
  const answers = new Map(
    known.map(({ request, value }) => [factKey(request), { ok: true, value, asOf: now }]),
  );
  return {
    get: async <F extends FactName>(request: FactRequestOf<F>) => {
      asked.push(request.fact);
      return (answers.get(factKey(request)) ?? failure('denied', `${request.fact}: denied`)) as FactAnswer<F>;
    },
  };
}

const web = (name: string, images: readonly RunningImage[], change: Partial<RunningWorkload> = {}) =>
  neighbour(name, null, { images, ...change });
const byDigest = { reference: `${repository}:1.0.0`, digest: webDigest };
const byTag = { reference: `${repository}:1.4.2`, digest: other };
const everywhere = { cluster: null, host: null } as const;

async function push(tasks: readonly RunningWorkload[], ...more: readonly KnownFact[]) {
  const facts = knowing(signatures('push'), scan('push'), running(tasks, everywhere), ...more);
  const judging = judgingWith(trusting(), facts);
  const [observation] = observationsOf(pushed());
  if (observation === undefined) throw new Error('not observed');
  const view = viewOf(judging.policy);
  const store = memoryStore();
  const handled = await handle(
    observation,
    judging,
    recorderOf(store, view, () => now),
    async () => {},
  );
  const findings = await listFindings(store, { ...view, now });
  const of = (control: string) => findings.find((one) => one.control === `image-provenance/${control}`);
  return { ...handled, finding: of('signed-image') };
}

describe('an unsigned image that is pushed', () => {
  it('is dormant where nothing runs it, and says that pods were not looked through', async () => {
    const { finding } = await push([web('pay', [{ reference: 'nginx:1', digest: null }])]);
    expect(finding).toMatchObject({
      dormant: true,
      usedBy: { workloads: [], more: false, notRead: ['pods: cluster-names: denied'] },
    });
  });

  it('leads to the services that run its digest or its tag, and is not dormant', async () => {
    const { finding } = await push([web('web', [byDigest]), web('web', [byDigest]), web('shop', [byTag])]);
    expect(finding).toMatchObject({ dormant: false, severity: 'critical' });
    expect(finding?.usedBy?.workloads).toMatchObject([
      { name: 'web', cluster: 'shop', by: 'digest', instances: 2 },
      { name: 'shop', cluster: 'shop', by: 'tag', instances: 1 },
    ]);
  });

  it('leads to pods', async () => {
    const pod = web('web', [byDigest], { platform: 'kubernetes' });
    const pods = running([pod], { ...everywhere, platform: 'kubernetes' });
    const { finding } = await push([], pods);
    expect(finding?.usedBy).toMatchObject({ workloads: [{ id: 'Deployment/shop/web' }], notRead: [] });
  });

  it('shows them in JSON, in the table, in Slack and in text', async () => {
    const { finding, changes } = await push([web('web', [byDigest])]);
    const change = changes.find((one) => one.finding.id === finding?.id);
    if (finding === undefined || change === undefined) throw new Error('no finding');
    const words = 'service web (cluster shop, 1 running)';
    expect(findingJson(finding).usedBy?.workloads).toHaveLength(1);
    expect(findingTable([finding], (_, text) => text)).toContain(`used by ${words}`);
    expect(JSON.stringify(findingMessage(shown({ finding })).blocks)).toContain(`*Used by*\\n\`${words}\``);
    expect(messageText(change, shown())).toContain(`\n  used by ${words}\n`);
  });

  it('asks for nothing where the image passes', async () => {
    asked.length = 0;
    const signed = signatures('push', { signed: [{ signer: 'github', identity: 'x' }] });
    const judging = judgingWith(trusting(), knowing(signed, scan('push')));
    const [observation] = observationsOf(pushed());
    if (observation === undefined) throw new Error('not observed');
    const recorder = recorderOf(memoryStore(), viewOf(judging.policy), () => now);
    const { verdicts } = await handle(observation, judging, recorder, async () => {});
    expect(verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(asked).not.toContain('running-workloads');
  });
});

describe('users', () => {
  it.each<[string, RunningImage, 'digest' | 'tag' | null]>([
    ['its digest in the status', { reference: `${repository}:9`, digest: webDigest }, 'digest'],
    ['its digest in the definition', { reference: `${repository}@${webDigest}`, digest: null }, 'digest'],
    [
      'a tag of it, nothing being known of what runs',
      { reference: `${repository}:1.4.2`, digest: null },
      'tag',
    ],
    ['a tag of it while another digest runs', byTag, 'tag'],
    ['a tag of it beside another digest', { reference: `${repository}:1.4.2@${other}`, digest: null }, null],
    ['another tag', { reference: `${repository}:1.4.3`, digest: other }, null],
    ['no tag, which is `latest`', { reference: repository, digest: null }, null],
    ['the same digest in another repository', { reference: `${repository}2:1.4.2`, digest: webDigest }, null],
    [
      'another spelling of the host',
      { reference: `${repository.replace('dkr.ecr', 'DKR.ecr')}:1.4.2`, digest: null },
      'tag',
    ],
    ...[
      'dkr-ecr.eu-central-1.on.aws',
      'dkr.ecr-fips.eu-central-1.amazonaws.com',
      'dkr-ecr-fips.eu-central-1.on.aws',
    ].map((host): [string, RunningImage, 'digest'] => [
      `its digest at ${host}`,
      { reference: `${repository.replace(/dkr\.ecr\.[^/]+/, host)}:9`, digest: webDigest },
      'digest',
    ]),
    [
      'the same digest in another Region',
      { reference: `${repository.replace(/eu-[a-z]+-\d/, 'us-east-1')}:9`, digest: webDigest },
      null,
    ],
    ['no reference at all', { reference: 'no reference', digest: webDigest }, null],
  ])('%s', (_, image, by) => {
    expect(usersAmong([web('web', [image])], sought).map((one) => one.by)).toEqual(by === null ? [] : [by]);
  });

  it('are the same in every order of what runs, and no more than once each', () => {
    const some = fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        cluster: fc.constantFrom('one', 'two'),
        image: fc.constantFrom(byDigest, byTag, { reference: 'nginx:1', digest: null }),
      }),
    );
    fc.assert(
      fc.property(some, fc.nat(), (all, turn) => {
        const workloads = all.map(({ name, cluster, image }) => web(name, [image], { cluster }));
        const turned = [...workloads.slice(turn % 7), ...workloads.slice(0, turn % 7)].toReversed();
        const users = usersAmong(workloads, sought);
        expect(usersAmong(turned, sought)).toEqual(users);
        expect(new Set(users.map(({ id, cluster }) => `${cluster} ${id}`)).size).toBe(users.length);
        const counted = users.reduce((sum, { instances }) => sum + instances, 0);
        expect(counted).toBe(all.filter(({ image }) => image.reference !== 'nginx:1').length);
      }),
    );
  });

  it('are told in a bounded line', () => {
    const workloads = usersAmong(
      Array.from({ length: 9 }, (_, index) => web(`w${index}`, [byDigest])),
      sought,
    );
    expect(usersWords({ workloads, more: false }, 2)).toContain(' and 7 others');
    expect(usersWords({ workloads, more: true }, 2)).toContain(' and at least 7 others');
    expect(usersWords({ workloads, more: true }, 9)).toContain(' and others');
    expect(usersWords({ workloads: [], more: false }, 5)).toBe('');
  });
});
