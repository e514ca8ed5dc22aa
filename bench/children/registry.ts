// A registry in a process of its own, so that its work is not counted: signed images by the tags `1` to N. Prints its host and the key.
import { generateKeyPairSync, sign } from 'node:crypto';
import { fakeRegistry, imageType } from '../../test/registry/server.ts';

const count = Number(process.argv[2] ?? '100');
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const registry = await fakeRegistry();
for (let index = 1; index <= count; index++) {
  const { digest } = registry.image(String(index), {
    created: `2026-11-01T00:00:${index % 60}Z`,
    author: `${index}`,
  });
  const payload = JSON.stringify({
    critical: {
      identity: { 'docker-reference': `${registry.host}/shop/web` },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional: null,
  });
  const value = sign('sha256', Buffer.from(payload), privateKey).toString('base64');
  const layer = registry.blob(payload, 'application/vnd.dev.cosign.simplesigning.v1+json');
  const layers = [{ ...layer, annotations: { 'dev.cosignproject.cosign/signature': value } }];
  const config = registry.blob('{}', 'application/vnd.oci.image.config.v1+json');
  registry.manifest({ mediaType: imageType, config, layers }, `${digest.replace(':', '-')}.sig`);
}
const key = publicKey.export({ format: 'pem', type: 'spki' });
console.log(JSON.stringify({ host: registry.host, key }));
