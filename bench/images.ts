// Images: the scan of a layer against gunzip alone, one signature against its cryptography, many images against their manifests alone.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { readReference } from '../cli/registry/references.ts';
import { controls } from '../shared/controls/index.ts';
import { catalogueOf } from '../shared/evaluate/catalogue.ts';
import { dataUrls } from '../shared/gather/data-url.ts';
import { createFacts } from '../shared/gather/facts.ts';
import { memo } from '../shared/gather/memo.ts';
import { stringOf } from '../shared/model/json.ts';
import { judge } from '../shared/pipeline.ts';
import { loadPolicy } from '../shared/policy/load.ts';
import type { Signed } from '../shared/signatures/signed.ts';
import { verifySigned } from '../shared/signatures/verify.ts';
import { fakeApi } from '../test/gather/fake-api.ts';
import { openRegistry, sha256 } from '../test/registry/server.ts';
import { line, ratio, sideBySide } from './compare.ts';

const catalogue = catalogueOf(controls);

export async function run(): Promise<void> {
  layerScan();
  await oneSignature();
  await hundredImages();
}

/** In a process of its own, as other children: what else this one holds would be collected with it. */
function layerScan(): void {
  const child = spawnSync(process.execPath, ['bench/children/layer.ts'], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  const { gunzip, scan, packed } = JSON.parse(child.stdout) as Record<'gunzip' | 'scan' | 'packed', number>;
  line(
    `throughput of the scan of a layer of 500 MB (${packed.toFixed(0)} MB packed) to gunzip alone`,
    `${(gunzip / scan).toFixed(2)}×`,
  );
  line('  MB a second of processor time', `${(500 / scan).toFixed(0)} to ${(500 / gunzip).toFixed(0)}`);
}

async function oneSignature(): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const digest = sha256('image');
  const payload = Buffer.from(
    JSON.stringify({
      critical: {
        identity: { 'docker-reference': 'registry.test/shop/web' },
        image: { 'docker-manifest-digest': digest },
        type: 'cosign container image signature',
      },
      optional: null,
    }),
  );
  const signature = sign('sha256', payload, privateKey);
  const signed: Signed = {
    form: 'simple-signing',
    ...{ payload, signature: signature.toString('base64') },
    ...{ certificate: null, chain: null, log: null },
  };
  const signer = { kind: 'cosign-key', name: 'release', images: null, key: publicKey } as const;
  const count = 1000;
  const { floor = 1, whole = 1 } = await sideBySide({
    floor: () => {
      for (let index = 0; index < count; index++) {
        createHash('sha256').update(payload).digest('hex');
        if (!verify('sha256', payload, publicKey, signature)) throw new Error('not signed');
      }
    },
    whole: async () => {
      for (let index = 0; index < count; index++) {
        const outcome = await verifySigned(signed, signer, { digest, now: 0 });
        if (!outcome.ok) throw new Error(outcome.refusing.reason);
      }
    },
  });
  line('one signature verified, to one ECDSA verification and one SHA-256', ratio(whole, floor));
  line('  microseconds a signature', `${((whole / count) * 1e6).toFixed(0)} µs`);
}

async function hundredImages(): Promise<void> {
  const count = 100;
  const child = spawn(process.execPath, ['bench/children/registry.ts', String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const first = await firstLine(child.stdout);
    const { host, key } = JSON.parse(first) as { host: string; key: string };
    const names = Array.from({ length: count }, (_, index) => `${host}/shop/web:${index + 1}`);
    const open = openRegistry(Date.now);
    const policy = policyTrusting(key);
    const { manifests = 1, evaluate = 1 } = await sideBySide(
      {
        manifests: async () => {
          for (let index = 0; index < count; index++) {
            const repository = open({ registry: host, repository: 'shop/web' } as Parameters<typeof open>[0]);
            if ((await repository.manifest(String(index + 1))) === null) throw new Error('no image');
          }
        },
        evaluate: async () => {
          for (const name of names) await evaluated(name, open, policy);
        },
      },
      5,
    );
    line(
      `evaluate of ${count} signed images from a local registry, to their manifests alone`,
      ratio(evaluate, manifests),
    );
    line('  milliseconds an image', `${((evaluate / count) * 1e3).toFixed(1)} ms`);
  } finally {
    child.kill();
  }
}

async function firstLine(input: Readable): Promise<string> {
  for await (const text of createInterface({ input })) return text;
  throw new Error('the registry does not start');
}

function policyTrusting(key: string) {
  const text = 'trust: { signers: [{ name: release, cosign-key: release.pub }] }';
  const now = new Date().toISOString();
  const loaded = loadPolicy(text, { file: 'bench', controls, now, readFile: () => key });
  if (!loaded.ok) throw new Error('the policy does not load');
  return loaded.policy;
}

async function evaluated(
  name: string,
  open: Parameters<typeof createFacts>[2],
  policy: ReturnType<typeof policyTrusting>,
): Promise<void> {
  const facts = memo(createFacts(fakeApi({}), dataUrls, open));
  const read = await readReference(name, facts);
  if (!read.ok) throw new Error(read.problem.message);
  for (const observation of read.observations) {
    const judging = { catalogue, policy, facts, clock: 'facts' } as const;
    const verdicts = await judge(observation, judging);
    const signed = verdicts.find(({ control }) => control === 'image-provenance/signed-image');
    if (signed?.outcome !== 'pass') throw new Error(stringOf(signed?.reason) ?? 'not signed');
  }
}
