// Makes artefacts.json: one image, signed in every way by the real tools. `SEAWALL_IMAGE_TOOLS=folder node test/signatures/make-artefacts.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dig, type JsonObject, listOf, objectOf, stringOf } from '../../shared/model/json.ts';
import { type Authority, authorityIn } from '../integration/images/authority.ts';
import { attest, keys, realRegistry, ways } from '../integration/images/tools.ts';

const years = 24 * 365 * 30;
const hour = 3_600_000;
const registry = await realRegistry(5_098);
try {
  await keys(registry);
  const base = `http://${registry.host}/v2`;
  const made: Record<string, JsonObject> = {};
  const authority = await authorityIn(join(registry.folder, 'authority'));
  await authority.issue('release', registry.folder);
  const stamping = await authority.stamping();
  const stamped = (format: string) => (_: unknown, image: string) =>
    registry.notation(
      ...['sign', '--key', 'release', '--signature-format', format, '--insecure-registry'],
      ...[...stamping.arguments, image],
    );
  const all = {
    ...{ ...ways, 'SLSA attestation, bundle': attestBundle, 'SLSA attestation, legacy': attestLegacy },
    ...{ 'Notation, JWS, timestamped': stamped('jws'), 'Notation, COSE, timestamped': stamped('cose') },
  };
  let image = '';
  for (const [way, sign] of Object.entries(all)) {
    const repository = `shop/web-${Object.keys(made).length}`;
    image = (await registry.image(repository, '1.0')).digest;
    await sign(registry, `${registry.host}/${repository}@${image}`);
    made[way] = await signatureIn(`${base}/${repository}`, image);
  }
  stamping.stop();
  const artefacts = {
    ...{ madeAt: new Date().toISOString(), image, signatures: made },
    ...(await imageOf(`${base}/shop/web-0`, image)),
    otherCertificate: await otherCertificate(),
    key: readFileSync(join(registry.folder, 'cosign.pub'), 'utf8'),
    certificate: readFileSync(join(registry.folder, 'localkeys/acme.test.crt'), 'utf8'),
    ...{ root: authority.root, timestampRoot: authority.timestampRoot, lists: await listsOf(authority) },
  };
  writeFileSync(new URL('artefacts.json', import.meta.url), `${JSON.stringify(artefacts, null, 2)}\n`);
} finally {
  registry.close();
}

/** Revocation lists, all under the names of the same authorities; the impostor gave itself the name. */
async function listsOf(authority: Authority): Promise<JsonObject> {
  const impostor = await authorityIn(join(registry.folder, 'impostor'));
  const revoked = 'release';
  return {
    empty: await authority.list({ hours: years }),
    old: await authority.list({ hours: 24 }),
    revoked: await authority.list({ hours: years, revoked }),
    revokedBefore: await authority.list({ hours: years, revoked, invalidFrom: new Date(Date.now() - hour) }),
    revokedAfter: await authority.list({ hours: years, revoked, invalidFrom: new Date(Date.now() + hour) }),
    impostor: await impostor.list({ hours: years }),
    changes: await authority.list({ hours: years, form: 'changes' }),
    indirect: await authority.list({ hours: years, form: 'indirect' }),
    point: await authority.list({ hours: years, revoked, form: 'point' }),
    stamp: await authority.list({ hours: years, revoked: 'stamp', ofStamps: true }),
  };
}

function attestBundle(...[real, reference]: Parameters<NonNullable<(typeof ways)[string]>>) {
  return attest(real, reference, 'bundle');
}
function attestLegacy(...[real, reference]: Parameters<NonNullable<(typeof ways)[string]>>) {
  return attest(real, reference, 'legacy');
}

/** Manifest and first layer of the one signature that the repository holds. */
async function signatureIn(base: string, image: string): Promise<JsonObject> {
  const name = image.replace(':', '-');
  for (const tag of [`${name}.sig`, `${name}.att`, name]) {
    const found = await manifest(base, tag);
    if (found === null) continue;
    const [named] = listOf(found.manifests);
    const whole =
      named === undefined ? found : objectOf(await manifest(base, stringOf(dig(named, 'digest')) ?? ''));
    const [layer] = listOf(whole.layers);
    const blob = await fetch(`${base}/blobs/${stringOf(dig(layer, 'digest'))}`);
    return {
      tag: named === undefined ? tag : null,
      manifest: whole,
      blob: Buffer.from(await blob.arrayBuffer()).toString('base64'),
    };
  }
  throw new Error('nothing was signed');
}

async function manifest(base: string, reference: string): Promise<JsonObject | null> {
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';
  const answer = await fetch(`${base}/manifests/${reference}`, { headers: { accept } });
  return answer.ok ? objectOf(await answer.json()) : null;
}

async function imageOf(base: string, digest: string): Promise<JsonObject> {
  const whole = objectOf(await manifest(base, digest));
  const config = await fetch(`${base}/blobs/${stringOf(dig(whole, 'config', 'digest'))}`);
  return { manifest: whole, config: await config.text() };
}

async function otherCertificate(): Promise<string> {
  await registry.notation('cert', 'generate-test', 'other.test');
  return readFileSync(join(registry.folder, 'localkeys/other.test.crt'), 'utf8');
}
