// Image references: the grammar, Docker Hub's short names, ECR hosts, and odd input.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of other languages are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImageReference } from '../../shared/names/image-reference.ts';
import { runs } from '../support/extent.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('parseImageReference', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['amazon/cloudwatch-agent:latest', 'docker.io/amazon/cloudwatch-agent:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx'],
    ['index.docker.io/library/nginx', 'docker.io/library/nginx'],
    ['public.ecr.aws/nginx/nginx:mainline', 'public.ecr.aws/nginx/nginx:mainline'],
    ['localhost/app', 'localhost/app'],
    ['localhost:5000/app:v1', 'localhost:5000/app:v1'],
    ['registry.example.com:8443/team/app', 'registry.example.com:8443/team/app'],
    ['GHCR.io/team/app', 'ghcr.io/team/app'],
    ['REGISTRY/app', 'REGISTRY/app'],
    ['10.0.0.1:5000/a/b/c', '10.0.0.1:5000/a/b/c'],
    ['[2001:db8::1]:5000/app', '[2001:db8::1]:5000/app'],
    [`app@${digest}`, `docker.io/library/app@${digest}`],
    [`ghcr.io/a/b:1.0@${digest}`, `ghcr.io/a/b:1.0@${digest}`],
    ['a__b/c-----d/e.f_g', 'docker.io/a__b/c-----d/e.f_g'],
  ])('reads %s as %s', (text, normalized) => {
    expect(parseImageReference(text)?.normalized).toBe(normalized);
  });

  it.each([
    '',
    ' nginx',
    'nginx ',
    '${Image}',
    '<IMAGE>',
    '{{demo-app-image}}',
    '$ECR_REPO:latest',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com/${Name}',
    '123456789012.dkr.ecr.<region>.amazonaws.com/app',
    'https://example.com/app',
    'Nginx',
    'nginx:',
    'nginx:-bad',
    `nginx:${'a'.repeat(129)}`,
    'nginx@sha256:abc',
    `nginx@sha512:${'a'.repeat(64)}`,
    'a//b',
    'a___b',
    'a..b',
    '-a',
    'host.:80/app',
    'host.example:port/app',
    '/app',
    'app/',
    'a'.repeat(256),
    'a'.repeat(2000),
    '0123456789abcdef'.repeat(4),
  ])('does not take %j for an image', (text) => {
    expect(parseImageReference(text)).toBeNull();
  });

  it.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1', 'eu-west-1', 'aws'],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/team/app', 'us-gov-west-1', 'aws-us-gov'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/team/app', 'cn-north-1', 'aws-cn'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws/team/app', 'eu-west-1', 'aws'],
    ['123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/team/app', 'eusc-de-east-1', 'aws-eusc'],
  ])('knows the ECR repository of %s', (text, region, partition) => {
    expect(parseImageReference(text)?.ecr).toEqual({
      account: '123456789012',
      region,
      partition,
      repository: 'team/app',
    });
  });

  it('does not take hosts that only resemble ECR for ECR', () => {
    for (const host of [
      'x.123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example',
      '12345.dkr.ecr.eu-west-1.amazonaws.com',
    ]) {
      expect(parseImageReference(`${host}/app`)).toMatchObject({ registry: host, ecr: null });
    }
  });

  it('tells ECR Public', () => {
    expect(parseImageReference('public.ecr.aws/nginx/nginx')).toMatchObject({ publicEcr: true, ecr: null });
    expect(parseImageReference('nginx')).toMatchObject({ publicEcr: false, tag: null, digest: null });
  });

  it('keeps name, tag and digest through writing and reading again', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,5})?$/);
    const registry = fc.constantFrom('docker.io', 'ghcr.io', 'localhost:5000', 'Host', 'a-b.example.org:80');
    const tag = fc.option(fc.stringMatching(/^\w[\w.-]{0,20}$/), { nil: null });
    const shapes = fc.tuple(registry, fc.array(part, { minLength: 1, maxLength: 4 }), tag, fc.boolean());
    fc.assert(
      fc.property(shapes, ([host, path, label, pinned]) => {
        const text = `${host}/${path.join('/')}${label === null ? '' : `:${label}`}${pinned ? `@${digest}` : ''}`;
        const first = parseImageReference(text);
        expect(first).not.toBeNull();
        expect(first?.tag).toBe(label);
        expect(first?.digest).toBe(pinned ? digest : null);
        expect(parseImageReference(first?.normalized ?? '')).toEqual(first);
      }),
    );
  });

  it('answers any text, and normalizes what it accepts only once', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[a-zA-Z0-9./:@_[\]-]{0,60}$/),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const parsed = parseImageReference(text);
        if (parsed !== null) expect(parseImageReference(parsed.normalized)).toEqual(parsed);
      }),
      runs(2000),
    );
    expect(parseImageReference('a/'.repeat(500_000))).toBeNull();
  });
});
