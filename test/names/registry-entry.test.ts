// Entries of `trust.registries` against images: parts are compared apart, and no star reaches from one into another.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImageReference } from '../../shared/names/image-reference.ts';
import { namesImage, namesRegistry } from '../../shared/names/registry-entry.ts';
import { runs } from '../support/extent.ts';

function names(entry: string, reference: string): boolean {
  const image = parseImageReference(reference);
  if (image === null) throw new Error(`${reference} is no image reference`);
  return namesImage(entry, image);
}

const account = '111122223333';

describe('namesImage', () => {
  it.each([
    [`${account}.dkr.ecr.*`, `${account}.dkr.ecr.eu-west-1.amazonaws.com/a`],
    [`${account}.dkr.ecr.*`, `${account}.dkr.ecr.cn-north-1.amazonaws.com.cn/a`],
    [`*.dkr.ecr.eu-*.amazonaws.com/team/*`, `${account}.dkr-ecr.eu-south-2.on.aws/team/a/b:1`],
    [
      `${account}.dkr.ecr-fips.us-gov-west-1.amazonaws.com/*`,
      `${account}.dkr.ecr.us-gov-west-1.amazonaws.com/a`,
    ],
    ['*.amazonaws.com/*', `${account}.dkr-ecr.eu-west-1.on.aws/a`],
    ['registry.acme.test:5000/*', 'registry.acme.test:5000/a/b'],
    ['localhost/*', 'localhost/a'],
    ['docker.io', 'acme/web'],
    ['docker.io/nginx', 'nginx:1'],
    ['library/*', 'nginx'],
    ['nginx:1.*', 'nginx:1.29'],
    ['*/shop/*', 'ghcr.io/shop/web'],
    ['ghcr.io/acme/web@sha256:*', `ghcr.io/acme/web@sha256:${'0'.repeat(64)}`],
  ])('%s names %s', (entry, reference) => expect(names(entry, reference)).toBe(true));

  it.each([
    [`${account}.dkr.ecr.*`, `${account}.dkr.ecr.evil.example/a`],
    [`${account}.dkr.ecr.*.amazonaws.com/*`, `${account}.dkr.ecr.cn-north-1.amazonaws.com.cn/a`],
    [
      `${account}.dkr.ecr.eu-west-1.amazonaws.com/team/*`,
      `${account}.dkr.ecr.eu-west-1.amazonaws.com/teams/a`,
    ],
    ['registry.acme.test/*', 'registry.acme.test:5000/a'],
    ['registry.acme.test/*', 'evil.registry.acme.test/a'],
    ['registry.*.test/*', 'registry.a.b.test/a'],
    ['*.acme.test/*', 'acme.test.evil.example/a'],
    ['docker.io/acme', 'acme/web'],
    ['ghcr.io', 'ghcr.io.evil.example/a'],
    ['*acme*', 'evil.example/acme/web'],
    ['nginx', 'evil.example/nginx'],
    ['localhost/*', 'localhost:5000/a'],
    ['', 'nginx'],
  ])('%s does not name %s', (entry, reference) => expect(names(entry, reference)).toBe(false));

  it('no entry with a host of its own names an image of another host', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
    const host = fc.tuple(part, part, part).map((parts) => parts.join('.'));
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(host, host, path, (listed, given, rest) => {
        fc.pre(listed !== given);
        expect(names(`${listed}/*`, `${given}/${listed}/${rest}`)).toBe(false);
      }),
      runs(200),
    );
  });
});

describe('namesRegistry', () => {
  it.each([
    ['ghcr.io/acme/*', 'ghcr.io/other', true],
    ['ghcr.io/acme/*', 'quay.io/acme/web', false],
    [`${account}.dkr.ecr.*.amazonaws.com/a/*`, `${account}.dkr-ecr.eu-west-1.on.aws/b`, true],
    [`${account}.dkr.ecr.*.amazonaws.com/a/*`, '999988887777.dkr.ecr.eu-west-1.amazonaws.com/a/b', false],
  ])('%s and the registry of %s: %s', (entry, reference, expected) => {
    const image = parseImageReference(reference);
    expect(image !== null && namesRegistry(entry, image)).toBe(expected);
  });
});
